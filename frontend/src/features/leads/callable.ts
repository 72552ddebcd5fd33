/** Who can be called: the API decides; this is what the pages offer. */
import type { Lead } from "../../api/types";

/** Statuses of leads who were called and may be called again. */
export const AGAIN = ["NO_ANSWER", "CONTACTED", "NOT_INTERESTED", "FAILED"] as const;
export type Again = (typeof AGAIN)[number];

/** Called before, not to be called by a campaign anyway, and not somebody else. */
export function canBeCalledAgain({ status, next_attempt_at, last_outcome }: Lead): boolean {
  const calledBefore = (AGAIN as readonly string[]).includes(status);
  return calledBefore && next_attempt_at === null && last_outcome !== "WRONG_NUMBER";
}

export function canBeCalled(lead: Lead): boolean {
  return lead.status === "PENDING" || canBeCalledAgain(lead);
}
