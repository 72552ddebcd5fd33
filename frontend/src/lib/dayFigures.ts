import type { DayFigures } from "../api/types";

/** How long the calls of these days were on average, in seconds; null where no length is known. */
export function averageLength(days: DayFigures[]): number | null {
  const calls = days.reduce((total, day) => total + day.timed_calls, 0);
  const seconds = days.reduce((total, day) => total + day.avg_call_duration * day.timed_calls, 0);
  return calls === 0 ? null : seconds / calls;
}
