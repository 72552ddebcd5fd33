import type { CallDetails, CallOutcome } from "../../api/types";
import { CALL_OUTCOME, codeOf } from "../../lib/labels";
import { type Day, dayFrom } from "../../lib/days";
import { viewerZone } from "../../lib/time";
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
  /** The days on which a call began, the first and the last included, by the clock of `zone`. */
  from?: Day;
  to?: Day;
  zone?: string;
}

/** Takes off the filters of which the API takes one at a time. Days go with any of them. */
export const NO_FILTER = { active: null, outcome: null, campaign_id: null };
/** Takes off the days too. */
export const NO_FILTERS = { ...NO_FILTER, from: null, to: null };

/**
 * The filters that the address names. Outcome, campaign and calls in progress are lists of their own: the
 * first of them counts. Days, which are the viewer's, limit each.
 */
export function filtersOf(address: Pick<ListAddress, "get">, zone = viewerZone()): CallFilters {
  return { ...listOf(address), ...daysOf(address, zone) };
}

function listOf(address: Pick<ListAddress, "get">): CallFilters {
  if (address.get("active") === "true") return { active: true };
  const campaign = address.get("campaign_id");
  if (campaign) return { campaign_id: campaign };
  const outcome = codeOf(CALL_OUTCOME, address.get("outcome"));
  return outcome ? { outcome } : {};
}

function daysOf(address: Pick<ListAddress, "get">, zone: string): CallFilters {
  const [from, to] = [dayFrom(address.get("from")), dayFrom(address.get("to"))];
  if ((!from && !to) || (from && to && from > to)) return {};
  return { ...(from && { from }), ...(to && { to }), zone };
}

export function isLive(call: Pick<CallDetails, "state">): boolean {
  return call.state !== "ENDED";
}

/** Summary, transcript and recording of a call are there, or are not to be waited for. */
export function isWrittenUp(
  call: Pick<CallDetails, "state" | "answered_at" | "ended_at" | "summary" | "has_recording">,
  now = Date.now(),
): boolean {
  if (isLive(call)) return false;
  if (call.answered_at === null || (call.summary !== null && call.has_recording)) return true;
  return call.ended_at === null || now - Date.parse(call.ended_at) > WRITE_UP_TAKES_MS;
}

/** When to ask for a call again: quickly while somebody talks; not at all once nothing can change. */
export function paceOf(call: Parameters<typeof isWrittenUp>[0] | undefined, now = Date.now()) {
  if (!call) return false;
  if (isLive(call)) return TALKING_MS;
  return isWrittenUp(call, now) ? false : WRITING_UP_MS;
}
