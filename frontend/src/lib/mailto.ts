/** A link that writes to this address and does nothing else, whatever the address holds. */
export function mailto(address: string): string {
  const [name, domain] = splitAtLast(address, "@");
  return `mailto:${encodeURIComponent(name)}@${encodeURIComponent(domain)}`;
}

function splitAtLast(text: string, mark: string): [string, string] {
  const at = text.lastIndexOf(mark);
  return [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
}
