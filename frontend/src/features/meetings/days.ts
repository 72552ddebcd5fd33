/** Days as a calendar has them: in weeks and months, with their names. */
import { addDays, dayFormat, type Day, noon, textOf } from "../../lib/days";

const SUNDAY = 7;
const MONDAY = 1;
/** Where weeks begin on a Sunday, for browsers that do not tell. */
const SUNDAY_FIRST = new Set([
  "US",
  "CA",
  "MX",
  "BR",
  "PT",
  "JP",
  "KR",
  "TW",
  "HK",
  "IN",
  "IL",
  "ZA",
  "CO",
  "PE",
]);

/** The same day of another month, or that month's last. */
export function addMonths(day: Day, months: number): Day {
  const date = noon(day);
  const dayOfMonth = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(dayOfMonth, last));
  return textOf(date);
}

/** The seven days of the week that `day` is in. `firstWeekday` is 1 for Monday to 7 for Sunday. */
export function weekOf(day: Day, firstWeekday: number): Day[] {
  const weekday = noon(day).getUTCDay();
  const first = addDays(day, -((weekday - firstWeekday + 7) % 7));
  return Array.from({ length: 7 }, (_, place) => addDays(first, place));
}

/** The whole weeks that cover the month of `day`. */
export function monthOf(day: Day, firstWeekday: number): Day[][] {
  const first = `${day.slice(0, 7)}-01`;
  const after = addMonths(first, 1);
  const weeks = [];
  for (let week = weekOf(first, firstWeekday); (week[0] ?? after) < after;) {
    weeks.push(week);
    week = weekOf(addDays(week[6] ?? after, 1), firstWeekday);
  }
  return weeks;
}

export function isSameMonth(a: Day, b: Day): boolean {
  return a.slice(0, 7) === b.slice(0, 7);
}

/** When the day begins where the viewer is. */
export function beginOf(day: Day): Date {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date);
}

/** On which weekday weeks begin in a locale: 1 for Monday to 7 for Sunday. */
export function firstWeekdayIn(locale: string): number {
  const known = new Intl.Locale(locale) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: number };
    weekInfo?: { firstDay: number };
  };
  const told = (known.getWeekInfo?.() ?? known.weekInfo)?.firstDay;
  return told ?? (SUNDAY_FIRST.has(known.maximize().region ?? "") ? SUNDAY : MONDAY);
}

const monthAndYear = () => dayFormat({ month: "long", year: "numeric" });
const dayInFull = () => dayFormat({ weekday: "long", day: "numeric", month: "long" });
const weekdayShort = () => dayFormat({ weekday: "short" });
const weekdayLong = () => dayFormat({ weekday: "long" });

/** "November 2026" */
export const monthName = (day: Day): string => monthAndYear().format(noon(day));
/** "Wednesday 25 November" */
export const dayName = (day: Day): string => dayInFull().format(noon(day));
/** "Wed" */
export const weekdayName = (day: Day): string => weekdayShort().format(noon(day));
/** "Wednesday" */
export const weekdayFullName = (day: Day): string => weekdayLong().format(noon(day));
/** 25 */
export const dayOfMonth = (day: Day): number => Number(day.slice(8));
