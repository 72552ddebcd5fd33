import type { Deletion } from "../../api/types";
import { counted } from "../../lib/format";

/** What deleting leads did, in a sentence: "Ana Lopez deleted, 1 meeting cancelled." */
export function deletionInWords(who: string, reports: Deletion[]): string {
  const sum = (part: "meetings_cancelled" | "recordings_deleted") =>
    reports.reduce((total, report) => total + report[part], 0);
  const [meetings, recordings] = [sum("meetings_cancelled"), sum("recordings_deleted")];
  return [
    `${who} deleted`,
    ...(meetings > 0 ? [`${counted(meetings, "meeting")} cancelled`] : []),
    ...(recordings > 0 ? [`${counted(recordings, "recording")} removed`] : []),
  ]
    .join(", ")
    .concat(".");
}

/** What is still to be done, or null: a vendor that does not answer is asked again by itself. */
export function unfinishedInWords(reports: Deletion[]): string | null {
  const vendors = new Set(reports.flatMap((report) => report.unfinished.map((step) => step.vendor)));
  if (vendors.size === 0) return null;
  return `${[...vendors].join(" and ")} did not finish everything yet. It is retried automatically.`;
}
