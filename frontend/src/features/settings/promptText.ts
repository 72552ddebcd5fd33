/** A text as the API keeps it: without space around it, lines ended in one way. */
export function asKept(text: string): string {
  return text.replaceAll("\r\n", "\n").trim();
}

/** Characters as the API counts them: a sign beyond the basic plane is one. */
export function lengthOf(text: string): number {
  return [...asKept(text)].length;
}
