import type { Call } from "../../api/types";
import { duration } from "../../lib/format";
import { useNow } from "../../lib/useNow";
import { isLive } from "./callQuery";

type Times = Pick<Call, "state" | "duration" | "answered_at">;

/** How long a call took, or how long it has been going on. */
export function CallLength({ call }: { call: Times }) {
  if (isLive(call) && call.answered_at !== null) return <Running since={call.answered_at} />;
  return call.duration === null ? "–" : duration(call.duration);
}

function Running({ since }: { since: string }) {
  const now = useNow(1000);
  // The clocks of the server and of the browser may differ a little.
  return duration(Math.floor(Math.max(0, now - Date.parse(since)) / 1000));
}
