/** Calendar days as the API writes them, "2026-11-25": they add up the same in every zone. */

import { dateFormat } from "./dateFormat";

export type Day = string;

/** The day that a text names, if it is one that exists. */
export function dayFrom(text: string | null): Day | undefined {
  if (text === null || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const date = noon(text);
  return !Number.isNaN(date.getTime()) && textOf(date) === text ? text : undefined;
}

export function addDays(day: Day, days: number): Day {
  const date = noon(day);
  date.setUTCDate(date.getUTCDate() + days);
  return textOf(date);
}

/** How many days there are from the first to the last, both included; 0 or less where they are swapped. */
export function lengthInDays(first: Day, last: Day): number {
  return Math.round((noon(last).getTime() - noon(first).getTime()) / 86_400_000) + 1;
}

/** A way to write a day's noon. */
export const dayFormat = (options: Intl.DateTimeFormatOptions) => dateFormat("UTC", options);
const short = () => dayFormat({ day: "numeric", month: "short" });
const full = () => dayFormat({ weekday: "short", day: "numeric", month: "short", year: "numeric" });
const ofRange = () => dayFormat({ day: "numeric", month: "short", year: "numeric" });

/** "25 Nov" */
export const shortDay = (day: Day): string => short().format(noon(day));
/** "Wed, 25 Nov 2026" */
export const fullDay = (day: Day): string => full().format(noon(day));
/** "27 Oct – 25 Nov 2026" */
export const rangeInWords = (first: Day, last: Day): string =>
  ofRange().formatRange(noon(first), noon(last));

/** The day's noon by UTC, from which days are counted and named. */
export function noon(day: Day): Date {
  return new Date(`${day}T12:00:00Z`);
}

/** The day that a moment is in, by UTC. */
export function textOf(date: Date): Day {
  return date.toISOString().slice(0, 10);
}
