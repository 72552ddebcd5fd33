const DIGITS_MIN = 7;

/**
 * The number to look up, of what was typed: undefined until it can be a whole number with its country's code,
 * so that nothing is refused while somebody is still typing.
 */
export function askedNumber(typed: string | null): string | undefined {
  const digits = (typed ?? "").replace(/\D/g, "");
  if (digits.length < DIGITS_MIN) return undefined;
  return `+${digits.replace(/^00/, "")}`;
}
