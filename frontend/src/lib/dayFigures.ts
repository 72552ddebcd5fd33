import type { DayFigures } from "../api/types";

type Amount = "calls" | "answered" | "timed_calls" | "meetings" | "leads";

/** How many there were on these days together. */
export function sumOf(days: DayFigures[], amount: Amount): number {
  return days.reduce((total, day) => total + day[amount], 0);
}

/** How long the calls of these days were on average, in seconds; null where no length is known. */
export function averageLength(days: DayFigures[]): number | null {
  const calls = sumOf(days, "timed_calls");
  const seconds = days.reduce((total, day) => total + day.avg_call_duration * day.timed_calls, 0);
  return calls === 0 ? null : seconds / calls;
}
