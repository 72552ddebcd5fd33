/** Where meetings stand in a week's grid. */

/** A time of one day, in minutes since its beginning. */
export interface Span {
  start: number;
  length: number;
}

/** One of several columns beside each other, counted from 0. */
export interface Lane {
  lane: number;
  of: number;
}

/** The hours a week shows at least, so that one meeting does not stand alone. */
const USUAL_HOURS = { from: 9, to: 17 };
const MIDNIGHT = 24;

/**
 * Puts spans that overlap beside each other: a time that was cancelled and booked again is there
 * twice. `spans` are in the order of their starts; the answer is in the same order.
 */
export function lanesOf(spans: readonly Span[]): Lane[] {
  const placed: Lane[] = [];
  let group: Lane[] = [];
  let ends: number[] = [];
  for (const { start, length } of spans) {
    if (ends.every((end) => end <= start)) {
      group = [];
      ends = [];
    }
    const free = ends.findIndex((end) => end <= start);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = start + length;
    const place = { lane, of: ends.length };
    group.push(place);
    for (const other of group) other.of = ends.length;
    placed.push(place);
  }
  return placed;
}

/** The hours that show all spans, and the usual ones. */
export function hoursOf(spans: readonly Span[]): number[] {
  const from = Math.min(USUAL_HOURS.from, ...spans.map((span) => Math.floor(span.start / 60)));
  const to = Math.max(
    USUAL_HOURS.to,
    ...spans.map((span) => Math.ceil((span.start + span.length) / 60)),
  );
  return Array.from({ length: Math.min(to, MIDNIGHT) - from }, (_, place) => from + place);
}
