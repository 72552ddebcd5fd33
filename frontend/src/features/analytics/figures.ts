/** What the page adds up itself. */
import type { DayFigures, LeadStatus, StatusShare } from "../../api/types";
import { averageLength, sumOf } from "../../lib/dayFigures";
import type { Day } from "../../lib/days";

export interface Totals {
  calls: number;
  answered: number;
  meetings: number;
  leads: number;
  /** In seconds; null where no call's length is known. */
  length: number | null;
  /** Meetings per hundred calls; null without calls. */
  conversion: number | null;
  /** Answered of all calls, in per cent; null without calls. */
  answerRate: number | null;
}

export function totalsOf(days: DayFigures[]): Totals {
  const calls = sumOf(days, "calls");
  const answered = sumOf(days, "answered");
  const meetings = sumOf(days, "meetings");
  const rate = (part: number) => (calls > 0 ? (part / calls) * 100 : null);
  return {
    calls,
    answered,
    meetings,
    leads: sumOf(days, "leads"),
    length: averageLength(days),
    conversion: rate(meetings),
    answerRate: rate(answered),
  };
}

/** A day's conversion; null on days without calls, which is not the same as 0 %. */
export function conversionOf(day: DayFigures): number | null {
  return day.calls > 0 ? day.conversion_rate : null;
}

/** A point of the charts, a row of their tables: a day, or the days from the first to the last. */
export interface Period extends Totals {
  first: Day;
  last: Day;
}

/** More days than that are a scribble: they are shown by the week. */
const DAYS_AS_DAYS = 120;
const WEEK = 7;

/** The days one by one, or in weeks of which the last ends with the last day. The first may be shorter. */
export function periodsOf(days: DayFigures[]): { unit: "day" | "week"; periods: Period[] } {
  const unit = days.length > DAYS_AS_DAYS ? "week" : "day";
  const size = unit === "week" ? WEEK : 1;
  const periods: Period[] = [];
  for (let end = days.length; end > 0; end -= size) {
    const part = days.slice(Math.max(0, end - size), end);
    const [first, last] = [part[0]?.date ?? "", part.at(-1)?.date ?? ""];
    periods.unshift({ first, last, ...totalsOf(part) });
  }
  return { unit, periods };
}

export interface Stage {
  name: string;
  count: number;
  /** Which leads count. */
  who: string;
}

const WAITING: LeadStatus[] = ["PENDING", "QUEUED", "CALLING"];
const TALKED: LeadStatus[] = ["CONTACTED", "NOT_INTERESTED", "MEETING_SCHEDULED"];

/** How far the leads have come: each stage's leads are also those of the stages below it. */
export function funnelOf(statuses: StatusShare[], total: number): Stage[] {
  const among = (wanted: LeadStatus[]) =>
    statuses.filter(({ status }) => wanted.includes(status)).reduce((sum, { count }) => sum + count, 0);
  return [
    { name: "All leads", count: total, who: "Everyone on the list" },
    { name: "Finished", count: total - among(WAITING), who: "No longer pending, queued or calling" },
    { name: "Reached", count: among(TALKED), who: "Contacted, not interested or meeting scheduled" },
    { name: "Meeting", count: among(["MEETING_SCHEDULED"]), who: "Meeting scheduled" },
  ];
}

/** "09:00–10:00" */
export function hourInWords(hour: number): string {
  const clock = (at: number) => `${String(at).padStart(2, "0")}:00`;
  return `${clock(hour)}–${clock(hour + 1)}`;
}
