import type { DayFigures } from "../api/types";

/** A day on which nothing happened but what a test says. */
export function dayOf(figures: Partial<DayFigures>): DayFigures {
  return {
    date: "2026-11-25",
    calls: 0,
    answered: 0,
    timed_calls: 0,
    avg_call_duration: 0,
    meetings: 0,
    conversion_rate: 0,
    leads: 0,
    ...figures,
  };
}
