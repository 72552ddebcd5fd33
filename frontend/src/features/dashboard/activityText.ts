import type { Activity } from "../../api/types";
import type { Tone } from "../../lib/labels";

const TONES: Record<Activity["status"], Tone> = {
  success: "success",
  info: "info",
  warning: "warning",
  error: "danger",
};

/** What an entry of the feed says: what happened, to whom, and how it ended where that is known. */
export function activityText({ title, description, status }: Activity) {
  // "Ana Lopez - Meeting Booked": the name may have a dash of its own, the outcome has none.
  const dash = title === "Call in Progress" ? -1 : description.lastIndexOf(" - ");
  const [who, outcome] =
    dash < 0 ? [description, null] : [description.slice(0, dash), description.slice(dash + 3)];
  return {
    label: { text: sentence(title), tone: TONES[status] },
    who,
    // "Call failed" has said it already.
    outcome: outcome === "Failed" ? null : (outcome?.toLowerCase() ?? null),
  };
}

/** "Call Completed" → "Call completed" */
function sentence(title: string): string {
  return title.charAt(0) + title.slice(1).toLowerCase();
}
