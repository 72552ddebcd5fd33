/** "NEEDS_INFO", "not_interested" → "Needs info", "Not interested" */
export function words(code: string): string {
  const text = code.replaceAll("_", " ").trim().toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
