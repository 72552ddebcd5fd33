/** Which meetings the list shows by their time, and in which order. */

export const MEETING_TIMES = { upcoming: "Upcoming", past: "Past", any: "Any time" } as const;

export type MeetingTime = keyof typeof MEETING_TIMES;

/** A meeting that began so long ago may still be going on: it is the first of those to come. */
const UNDER_WAY_MS = 60 * 60_000;
/** Meetings begin on the half hour: the span stays the same in between, and so does a list's cursor. */
const STEP_MS = 30 * 60_000;

interface Span {
  from?: string;
  to?: string;
  order: "asc" | "desc";
}

/** What to ask the API for. Every meeting is either to come or past. */
export function spanOf(time: MeetingTime, now: number): Span {
  const border = new Date(Math.floor((now - UNDER_WAY_MS) / STEP_MS) * STEP_MS).toISOString();
  if (time === "upcoming") return { from: border, order: "asc" };
  if (time === "past") return { to: border, order: "desc" };
  return { order: "desc" };
}
