import type { Calling } from "../../api/types";
import { count } from "../../lib/format";

/** What the emergency stop does, with what is running now. */
export function consequences({ running_campaigns, active_calls }: Calling): string[] {
  const campaigns =
    running_campaigns === 0
      ? "No campaign is running. None can call until calling is resumed."
      : `${amount(running_campaigns, "running campaign stops", "running campaigns stop")} calling. No lead is lost.`;
  const calls =
    active_calls === 0
      ? "No calls are under way."
      : `${amount(active_calls, "call is", "calls are")} under way. Those still ringing are cancelled, and their leads stay in line.`;
  return [campaigns, calls];
}

function amount(number: number, one: string, many: string): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}
