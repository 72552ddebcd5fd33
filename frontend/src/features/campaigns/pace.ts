/** How fast a campaign calls, against what it was told to. */
import type { Call } from "../../api/types";
import { count } from "../../lib/format";
import { rangBack } from "../../lib/rangBack";

const HOUR_S = 3600;
/** Of fewer calls no pace can be told. */
const CALLS_MIN = 3;
/** As long after the last call, or three times the pause between calls, there is no present pace. */
const LATEST_S = 120;
/** Calls begin a little late now and then. */
const AS_PLANNED = 0.9;

/**
 * The pace of the latest calls, in a sentence; null where it cannot be told. `calls` come newest first, and those in
 * which a lead rang us are none of the campaign's doing. `now` is in milliseconds.
 */
export function paceInWords(
  calls: Pick<Call, "started_at" | "direction">[],
  staggerSeconds: number,
  now: number,
): string | null {
  const begun = calls
    .filter((call) => !rangBack(call))
    .map((call) => new Date(call.started_at).getTime() / 1000);
  const [newest, oldest] = [begun[0], begun.at(-1)];
  if (begun.length < CALLS_MIN || newest === undefined || oldest === undefined) return null;
  const isOver = now / 1000 - newest > Math.max(LATEST_S, 3 * staggerSeconds);
  if (isOver || newest <= oldest) return null;
  const anHour = Math.round(((begun.length - 1) / (newest - oldest)) * HOUR_S);
  if (staggerSeconds === 0) return `About ${count(anHour)} calls an hour at present.`;
  const planned = Math.round(HOUR_S / staggerSeconds);
  return anHour >= planned * AS_PLANNED
    ? `Calling at the planned pace, ${count(planned)} calls an hour.`
    : `About ${count(anHour)} calls an hour at present, of ${count(planned)} planned.`;
}
