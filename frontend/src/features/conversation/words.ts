/** "NEEDS_INFO", "not_interested" → "Needs info", "Not interested" */
export function words(code: string): string {
  const text = code.replaceAll("_", " ").trim().toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "[9]", which stands among what the lead said → "The lead pressed 9"; null for words */
export function keyPressed(heard: string): string | null {
  const key = /^\[(.)\]$/.exec(heard)?.[1];
  return key ? `The lead pressed ${key}` : null;
}
