/**
 * Characters that are not seen but change what is: they reverse the order of what follows, or make two names
 * look the same (Unicode TR 36 and UAX 9). The joiners U+200C and U+200D stay: Persian, Hindi and emoji need
 * them.
 */
// oxlint-disable-next-line no-misleading-character-class, no-control-regex
const UNSEEN = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
/** The same as JSON may write them. */
const ESCAPED = /\\u(?:00ad|061c|180e|200[bef]|202[a-e]|206[0-46-9]|feff)/gi;

/** A JSON text of which nothing is shown otherwise than it is. */
export function visible(json: string): string {
  return json.replace(UNSEEN, "").replace(ESCAPED, "");
}
