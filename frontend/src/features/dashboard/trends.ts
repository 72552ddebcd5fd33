/** Where the figures are going: the last 7 days, today among them, against the 7 before. */
import type { DayFigures } from "../../api/types";
import { averageLength, sumOf } from "../../lib/dayFigures";
import { count, duration, percent } from "../../lib/format";
import { lazily } from "../../lib/lazily";

export interface Trend {
  direction: "up" | "down" | "level";
  text: string;
  hint: string;
}

const WEEK = 7;

/** The trends that the figures of the last days tell; the earliest day comes first. */
export function trendsOf(days: DayFigures[]) {
  const week = days.slice(-WEEK);
  const before = days.slice(-2 * WEEK, -WEEK);
  const sums = (amount: Parameters<typeof sumOf>[1]) =>
    [sumOf(week, amount), sumOf(before, amount)] as const;
  return {
    leads: amountTrend(...sums("leads")),
    calls: amountTrend(...sums("calls")),
    meetings: amountTrend(...sums("meetings")),
    conversion: rateTrend(conversion(week), conversion(before)),
    length: lengthTrend(averageLength(week), averageLength(before)),
  };
}

/** An amount: "12 in 7 days (+20 %)". From nothing there is no growth in per cent. */
export function amountTrend(now: number, before: number): Trend {
  const change = before > 0 ? ` (${signed(((now - before) / before) * 100, "%")})` : "";
  return {
    direction: directionOf(now, before),
    text: `${count(now)} in 7 days${change}`,
    hint: `${before === 0 ? "None" : count(before)} the week before`,
  };
}

/** A rate in per cent, null where it is a rate of nothing: "20 % in 7 days (+5 points)". */
export function rateTrend(now: number | null, before: number | null): Trend {
  const change = now !== null && before !== null ? ` (${signed(now - before, "points")})` : "";
  return {
    direction: now === null || before === null ? "level" : directionOf(now, before),
    ...inWords(now, before, percent, change),
  };
}

/** How long calls are, in seconds, null where there were none: "1:20 in 7 days (+0:05)". */
export function lengthTrend(now: number | null, before: number | null): Trend {
  const difference = now !== null && before !== null ? Math.round(now) - Math.round(before) : 0;
  const sign = difference < 0 ? "-" : "+";
  const change = difference === 0 ? "" : ` (${sign}${duration(Math.abs(difference))})`;
  return {
    direction: directionOf(difference, 0),
    ...inWords(now, before, duration, change),
  };
}

/** What is known of calls, where there were any. */
function inWords(
  now: number | null,
  before: number | null,
  format: (value: number) => string,
  change: string,
) {
  return {
    text: now === null ? "No calls in 7 days" : `${format(now)} in 7 days${change}`,
    hint: before === null ? "No calls the week before" : `${format(before)} the week before`,
  };
}

function conversion(days: DayFigures[]): number | null {
  const calls = sumOf(days, "calls");
  return calls === 0 ? null : (sumOf(days, "meetings") / calls) * 100;
}

function directionOf(now: number, before: number): Trend["direction"] {
  if (now === before) return "level";
  return now > before ? "up" : "down";
}

const withSign = lazily(
  () => new Intl.NumberFormat(undefined, { maximumFractionDigits: 1, signDisplay: "exceptZero" }),
);

function signed(value: number, unit: string): string {
  return `${withSign().format(value)} ${unit}`;
}
