/** When a campaign calls, in words and as the form has it. */
import type { CallPolicy } from "../../api/types";
import { toLocal } from "../../lib/localTime";

/** The days of a week as the API names them. */
export const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

const BEGINS = "00:00";
const CLOSES = "24:00";

/** The campaign's own days, of which the API names those in a row by their first and last; all where it has none. */
export function daysOf({ days }: CallPolicy): string[] {
  if (!days) return [...DAYS];
  const listed = new Set<string>();
  for (const part of days.split(",")) {
    const [first = "", last = first] = part.split("-");
    const [from, to] = [first, last].map((day) => DAYS.findIndex((name) => name === day)) as [
      number,
      number,
    ];
    const length = (to + DAYS.length - from) % DAYS.length;
    for (let step = 0; step <= length; step += 1) listed.add(DAYS[(from + step) % DAYS.length] ?? "");
  }
  return DAYS.filter((day) => listed.has(day));
}

/** Every day is no choice, and so is none. */
export function withDays(policy: CallPolicy, chosen: string[]): CallPolicy {
  const days = DAYS.filter((day) => chosen.includes(day));
  return { ...policy, days: days.length % DAYS.length === 0 ? undefined : days.join(",") };
}

/** When the campaign's own hours begin and end, as fields for times have it; empty where they are not bounded. */
export function hoursOf({ hours }: CallPolicy): { from: string; until: string } {
  const [from = "", until = ""] = (hours ?? "").split("-");
  return { from: from === BEGINS ? "" : from, until: until === CLOSES ? "" : until };
}

export function withHours(
  policy: CallPolicy,
  { from, until }: { from: string; until: string },
): CallPolicy {
  return { ...policy, hours: from || until ? `${from || BEGINS}-${until || CLOSES}` : undefined };
}

/** A moment as a field of the viewer's clock has it. */
export function fieldOf(moment: string | null | undefined): string {
  return moment ? toLocal(moment) : "";
}

/** "10:00–13:00, Mon, Wed–Fri"; null where the campaign calls whenever anybody may. */
export function hoursInWords(policy: CallPolicy): string | null {
  const { from, until } = hoursOf(policy);
  const hours = from || until ? `${from || BEGINS}–${until || CLOSES}` : "";
  const days = policy.days && daysOf(policy).length < DAYS.length ? daysInWords(daysOf(policy)) : "";
  return [hours, days].filter(Boolean).join(", ") || null;
}

function daysInWords(days: string[]): string {
  const rows: string[][] = [];
  for (const day of days) {
    const row = rows.at(-1);
    const before = DAYS[DAYS.findIndex((name) => name === day) - 1];
    if (row && row.at(-1) === before) row.push(day);
    else rows.push([day]);
  }
  const inWords = (row: string[]) => (row.length > 2 ? `${row[0]}–${row.at(-1)}` : row.join(", "));
  return rows.map(inWords).join(", ");
}

/** Whether the campaign sets bounds of its own. */
export function hasBounds(policy: CallPolicy): boolean {
  const { hours, days, starts_at, ends_at, calls_per_day, calls_at_once, weight } = policy;
  const bounds = [hours, days, starts_at, ends_at, calls_per_day, calls_at_once, weight];
  return bounds.some((bound) => bound != null);
}
