const NEEDED = ["name", "phone"];

/** Which of the columns that a list must have its header does not name, in any case. */
export function missingColumns(header: string[]): string[] {
  const names = header.map((name) => name.trim().toLowerCase());
  return NEEDED.filter((needed) => !names.includes(needed));
}
