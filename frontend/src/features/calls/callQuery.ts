import type { CallDetails, CallOutcome } from "../../api/types";
import { CALL_OUTCOME, codeOf } from "../../lib/labels";
import type { ListAddress } from "../../lib/useListAddress";

export const PAGE_SIZE = 50;

/** How often a call that goes on, or a list with one, is asked for. */
export const TALKING_MS = 2_500;
/** How often a call is asked for that has ended and is being written up. */
const WRITING_UP_MS = 4_000;
/** What has not come this long after a call does not come by itself. */
const WRITE_UP_TAKES_MS = 3 * 60_000;

export interface CallFilters {
  active?: true;
  outcome?: CallOutcome;
  campaign_id?: string;
}

/** Takes all filters off. */
export const NO_FILTERS = { active: null, outcome: null, campaign_id: null };

/**
 * The filter that the address names. The API takes one at a time, since each is a list of its own: the
 * first of these counts.
 */
export function filtersOf(address: Pick<ListAddress, "get">): CallFilters {
  if (address.get("active") === "true") return { active: true };
  const campaign = address.get("campaign_id");
  if (campaign) return { campaign_id: campaign };
  const outcome = codeOf(CALL_OUTCOME, address.get("outcome"));
  return outcome ? { outcome } : {};
}

export function isLive(call: Pick<CallDetails, "state">): boolean {
  return call.state !== "ENDED";
}

/** Summary, transcript and recording of a call are there, or are not to be waited for. */
export function isWrittenUp(
  call: Pick<CallDetails, "state" | "answered_at" | "ended_at" | "summary" | "recording_url">,
  now = Date.now(),
): boolean {
  if (isLive(call)) return false;
  if (call.answered_at === null || (call.summary !== null && call.recording_url !== null)) return true;
  return call.ended_at === null || now - Date.parse(call.ended_at) > WRITE_UP_TAKES_MS;
}

/** When to ask for a call again: quickly while somebody talks; not at all once nothing can change. */
export function paceOf(call: Parameters<typeof isWrittenUp>[0] | undefined, now = Date.now()) {
  if (!call) return false;
  if (isLive(call)) return TALKING_MS;
  return isWrittenUp(call, now) ? false : WRITING_UP_MS;
}
