const made = new Map<string, Intl.DateTimeFormat>();

/**
 * A way to write dates in a zone, in the viewer's language. Made when it is first used, and kept: making one
 * takes longer than anything else that a page does with dates.
 */
export function dateFormat(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let format = made.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(undefined, { ...options, timeZone: zone });
    made.set(key, format);
  }
  return format;
}
