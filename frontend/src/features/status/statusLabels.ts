/** How the system's status is put into words. */
import type { BreakerState, QueueStatus, SystemStatus, VendorStatus, WorkQueue } from "../../api/types";
import { codeOf, type Label } from "../../lib/labels";

/** What the queues are called on the page, and what waits on them. */
export const QUEUE: Record<WorkQueue, { name: string; purpose: string }> = {
  dispatch: { name: "Campaign checks", purpose: "Look for leads that are due" },
  dial: { name: "Calls to place", purpose: "Leads whose turn is near" },
  finalize: { name: "Call summaries", purpose: "Calls that ended" },
  archive: { name: "Recordings", purpose: "To be saved from Twilio" },
  import: { name: "List imports", purpose: "Lists being read in" },
  partner: { name: "Partner updates", purpose: "Changes that partners are told" },
  projector: { name: "Totals", purpose: "Changes to be counted" },
};

/** "partner_dead_letters" → "Partner updates (failed)" */
export function unknownName(code: string): string {
  const queue = codeOf(QUEUE, code.replace("_dead_letters", ""));
  if (!queue) return code;
  return queue === code ? QUEUE[queue].name : `${QUEUE[queue].name} (failed)`;
}

const BREAKER: Record<BreakerState, Label> = {
  CLOSED: { text: "No problems", tone: "success" },
  OPEN: { text: "Not working", tone: "danger" },
  PROBING: { text: "Recovering", tone: "warning" },
};

/** What is known of a vendor. Calls go on without one that is not required. */
export function standingOf({ breaker, required }: VendorStatus): Label {
  const label = BREAKER[breaker];
  return breaker === "OPEN" && !required ? { ...label, tone: "warning" } : label;
}

/** Whether somebody has to look, in the tone of the gravest matter. */
export function overallOf(status: SystemStatus): Label {
  if (status.calling_stop) return { text: "All calling is stopped", tone: "danger" };
  const open = status.vendors.filter(({ breaker }) => breaker === "OPEN");
  if (open.some(({ required }) => required)) return { text: "Calls are stopped", tone: "danger" };
  const isWell =
    open.length === 0 &&
    status.paused_campaigns.length === 0 &&
    status.unknown_queues.length === 0 &&
    status.calls.today < status.calls.max_per_day &&
    totalsOf(status.queues).failed === 0;
  return isWell
    ? { text: "All systems working", tone: "success" }
    : { text: "Needs attention", tone: "warning" };
}

/** What is on all queues together, as far as it is known. */
export function totalsOf(queues: QueueStatus[]): {
  waiting: number;
  inProgress: number;
  failed: number;
} {
  const sum = (of: (queue: QueueStatus) => number | undefined | null) =>
    queues.reduce((total, queue) => total + (of(queue) ?? 0), 0);
  return {
    waiting: sum(({ messages }) => messages?.waiting),
    inProgress: sum(({ messages }) => messages?.in_progress),
    failed: sum(({ dead_letters }) => dead_letters),
  };
}
