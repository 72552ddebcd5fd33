/** How far a campaign is, in figures and words. */
import type { CampaignDetail, CampaignState } from "../../api/types";
import { count } from "../../lib/format";
import { roughSpan } from "../../lib/span";

export interface Progress {
  done: number;
  calling: number;
  queued: number;
  /** Called, and called again later. */
  later: number;
  /** Leads it was started with. */
  total: number;
}

export function progressOf({ progress, total_leads }: CampaignDetail): Progress {
  return {
    done: progress.leads_done,
    calling: progress.status_counts.CALLING ?? 0,
    queued: progress.status_counts.QUEUED ?? 0,
    later: progress.retries_due + progress.call_backs_due,
    total: total_leads,
  };
}

/** Whether a campaign changes by itself: a paused one too, while its last calls go on or it is about to end. */
export function isMoving(status: CampaignState, { queued, calling, later }: Progress): boolean {
  if (status === "COMPLETED" || status === "CANCELLED") return calling > 0;
  return status !== "PAUSED" || calling > 0 || queued + later === 0;
}

/** "12 of 25 done · 2 calling · 11 queued"; what is zero is left out. */
export function progressInWords({ done, calling, queued, later, total }: Progress): string {
  const parts = [`${count(done)} of ${count(Math.max(total, done))} done`];
  if (calling > 0) parts.push(`${count(calling)} calling`);
  if (queued > 0) parts.push(`${count(queued)} queued`);
  if (later > 0) parts.push(`${count(later)} to call again`);
  return parts.join(" · ");
}

/** A part of the whole in per cent; nothing of nothing is nothing. */
export function share(part: number, { total, done }: Progress): number {
  const whole = Math.max(total, done);
  return whole > 0 ? (part / whole) * 100 : 0;
}

/** Roughly how long a campaign still takes, in a sentence; null where it is over. */
export function timeLeft(
  status: CampaignState,
  { queued, calling, later }: Progress,
  staggerSeconds: number,
): string | null {
  if (status === "COMPLETED" || status === "CANCELLED") return null;
  if (status === "STARTING") return "An estimate appears once all leads are queued.";
  if (queued === 0 && calling > 0) return "Finishing the calls in progress.";
  if (queued === 0 && later > 0) {
    return `${later === 1 ? "One lead is" : `${count(later)} leads are`} called again at a later time.`;
  }
  if (queued === 0) {
    return "Every lead is done. It completes in a moment.";
  }
  const seconds = queued * staggerSeconds;
  const span = seconds < 60 ? "Less than a minute left" : `About ${roughSpan(seconds)} left`;
  return status === "PAUSED" ? `${span} once resumed.` : `${span}.`;
}
