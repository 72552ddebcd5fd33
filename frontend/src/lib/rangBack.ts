import type { Call } from "../api/types";

/** The lead rang us, and not we the lead. */
export function rangBack(call: Pick<Call, "direction">): boolean {
  return call.direction === "INCOMING";
}
