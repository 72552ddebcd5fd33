const made = new Map<string, Intl.DateTimeFormat>();

/**
 * A way to write dates in a zone, in the viewer's language unless told. Made when it is first used, and kept: making one
 * takes longer than anything else that a page does with dates.
 */
export function dateFormat(
  zone: string,
  options: Intl.DateTimeFormatOptions,
  locale?: string,
): Intl.DateTimeFormat {
  const key = JSON.stringify([zone, options, locale]);
  let format = made.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
    made.set(key, format);
  }
  return format;
}
