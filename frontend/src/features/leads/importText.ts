/** What is said of an import beside the list that it fills. */
import type { Import } from "../../api/types";
import { counted } from "../../lib/format";

/** Counters follow the rows by some seconds, a large list's by up to a minute. */
const CATCH_UP_MS = 60_000;

/** In a sentence or two; null once there is nothing left to know. */
export function importInWords(shown: Import, fileName: string, now: number): string | null {
  const { status, leads_created: leads, rows_refused: refused, rows_done: rows } = shown;
  if (status === "AWAITING_MAPPING") return `Nothing was imported from ${fileName}.`;
  if (status !== "COMPLETED" && status !== "FAILED") {
    return `Importing ${fileName}: ${counted(rows, "row")} read, ${shown.percent} %.`;
  }
  const catchesUp = leads > 0 && now - Date.parse(shown.updated_at) < CATCH_UP_MS;
  if (status === "COMPLETED" && refused === 0 && !catchesUp) return null;
  return [
    `${counted(leads, "lead")} imported from ${fileName}.`,
    ...(status === "FAILED" ? ["The rest of the file could not be read."] : []),
    ...(refused > 0 ? [`${counted(refused, "row was", "rows were")} refused.`] : []),
    ...(catchesUp ? ["Totals and charts catch up within a minute."] : []),
  ].join(" ");
}
