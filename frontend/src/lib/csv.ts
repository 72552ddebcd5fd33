/** CSV, as far as an export needs it. */

/** Rows as CSV. */
export function toCsv(rows: (string | number | null)[][]): string {
  return rows.map((row) => row.map(toCell).join(",")).join("\r\n") + "\r\n";
}

/** A cell; one that a spreadsheet would run as a formula is defused with an apostrophe. */
function toCell(value: string | number | null): string {
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value ?? "") ? `'${value}` : (value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
