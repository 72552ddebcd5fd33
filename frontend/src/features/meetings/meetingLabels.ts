import type { Meeting } from "../../api/types";
import type { Label } from "../../lib/labels";

const GUEST_RESPONSE: Record<NonNullable<Meeting["guest_response"]>, Label> = {
  NEEDS_ACTION: { text: "No reply yet", tone: "neutral" },
  ACCEPTED: { text: "Accepted", tone: "success" },
  TENTATIVE: { text: "Maybe", tone: "warning" },
  DECLINED: { text: "Declined", tone: "danger" },
};

const CANCELLED_BY: Record<NonNullable<Meeting["cancelled_by"]>, string> = {
  OPERATOR: "An operator",
  CALENDAR: "The host, in the calendar",
  DELETION: "Deletion of the lead",
};

const TASK: Record<Meeting["attention"][number]["task"], string> = {
  DELETE_EVENT: "delete the calendar event",
  DELETE_VIDEO: "delete the video meeting",
  MOVE_VIDEO: "move the video meeting",
  FETCH_LINK: "provide the video link",
  DELETE_STRAY_VIDEO: "delete a leftover video meeting",
};

/** What the guest answered to the invitation; undefined where nothing is known. */
export function guestResponse({ guest_response: response }: Meeting): Label | undefined {
  return response ? GUEST_RESPONSE[response] : undefined;
}

/** Who cancelled it; undefined where nobody has. */
export function cancelledBy({ cancelled_by: who }: Meeting): string | undefined {
  return who ? CANCELLED_BY[who] : undefined;
}

/** "Zoom could not delete the video meeting (HTTP 503)." */
export function attentionInWords({ vendor, task, reason }: Meeting["attention"][number]): string {
  return `${vendor} could not ${TASK[task]}${reason ? ` (${reason})` : ""}.`;
}

/** What an operator should see in a list: what is wrong with the meeting, if anything is. */
export function warningOf(meeting: Meeting): Label | undefined {
  if (meeting.attention.length > 0) return { text: "Needs attention", tone: "danger" };
  if (meeting.status === "CANCELLED") return undefined;
  if (meeting.guest_response === "DECLINED") return { text: "Guest declined", tone: "danger" };
  return meeting.overlaps ? { text: "Overlaps another", tone: "warning" } : undefined;
}
