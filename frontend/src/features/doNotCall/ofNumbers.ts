/** Whether a query shows who may be called, which a change of the list changes: the list itself, and leads. */
export function ofNumbers({ queryKey }: { queryKey: readonly unknown[] }): boolean {
  return /^\/api\/(do-not-call|leads)/.test(String(queryKey[1]));
}
