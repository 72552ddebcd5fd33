/** The days that the page is about, as its address names them: `?from=2026-10-27&to=2026-11-25`. */
import { addDays, type Day, dayFrom, lengthInDays } from "../../lib/days";

export interface Range {
  from: Day;
  to: Day;
}

/** What the API answers at once. */
export const DAYS_MAX = 366;
/** Lengths of the ranges up to today that are one press away. */
export const PRESETS = [7, 30, 90] as const;
const DAYS_DEFAULT = 30;

/** The last so many days, today among them. */
export function lastDays(days: number, today: Day): Range {
  return { from: addDays(today, 1 - days), to: today };
}

/** Why a range cannot be shown; null where it can. */
export function refusal({ from, to }: Range): string | null {
  const days = lengthInDays(from, to);
  if (days < 1) return "The first day is after the last.";
  if (days > DAYS_MAX) return `Choose at most ${DAYS_MAX} days.`;
  return null;
}

/** The address's range. Where it names none, or one that cannot be shown, the last 30 days, and why. */
export function rangeOf(params: URLSearchParams, today: Day): Range & { problem: string | null } {
  const usual = lastDays(DAYS_DEFAULT, today);
  const [from, to] = [params.get("from"), params.get("to")];
  if (from === null && to === null) return { ...usual, problem: null };
  const [first, last] = [dayFrom(from), dayFrom(to)];
  if (!first || !last) return { ...usual, problem: "The link does not name two dates." };
  const problem = refusal({ from: first, to: last });
  return problem ? { ...usual, problem } : { from: first, to: last, problem: null };
}

/** The preset that the range is, if it is one. */
export function presetOf({ from, to }: Range, today: Day): (typeof PRESETS)[number] | undefined {
  return to === today ? PRESETS.find((days) => days === lengthInDays(from, to)) : undefined;
}
