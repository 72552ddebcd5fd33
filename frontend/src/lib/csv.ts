/** CSV, as far as a preview and an export need it. The API is the judge of what is in a file. */

/** The first rows of a file, as cells. Finds the separator (comma, semicolon or tab) by itself. */
export function firstRows(text: string, limit: number): string[][] {
  const separator = separatorOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const endRow = () => {
    row.push(cell.trim());
    if (row.some((c) => c !== "")) rows.push(row);
    row = [];
    cell = "";
  };
  for (let i = 0; i < text.length && rows.length < limit; i++) {
    const c = text.charAt(i);
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') cell += text[i++];
      else quoted = false;
    } else if (c === '"' && cell.trim() === "") {
      quoted = true;
      cell = "";
    } else if (c === separator) {
      row.push(cell.trim());
      cell = "";
    } else if (c === "\n") endRow();
    else if (c !== "\r" && c !== "\uFEFF") cell += c;
  }
  if (rows.length < limit && (cell !== "" || row.length > 0)) endRow();
  return rows;
}

function separatorOf(text: string): string {
  const header = text.slice(0, text.search(/[\r\n]|$/));
  const counts = [",", ";", "\t"].map((s) => [s, header.split(s).length] as const);
  return counts.toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? ",";
}

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
