import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { client } from "../../api/client";
import type { Meeting } from "../../api/types";
import { LIVE_MS } from "../../lib/live";
import { isoDay } from "../../lib/time";
import { type Day } from "../../lib/days";
import { beginOf } from "./days";

const PAGE_SIZE = 100;
/** More than this a calendar does not read: a thousand meetings are no month anybody has. */
const PAGES_MAX = 10;

export interface Meetings {
  /** In the order of their times. */
  meetings: Meeting[];
  /** There are more than were read. */
  cut: boolean;
}

/** The meetings of the days from `from` up to but not including `to`, as the viewer's days are. */
export function useMeetingsBetween(from: Day, to: Day) {
  return useQuery({
    // Begins as the keys of the list do: what makes that one stale makes this one stale.
    queryKey: ["get", "/api/meetings", { between: [from, to] }],
    queryFn: ({ signal }) => meetingsBetween(beginOf(from), beginOf(to), signal),
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
  });
}

/** Reads all pages of the range; the API lists the earliest first where a range is given. */
async function meetingsBetween(from: Date, to: Date, signal: AbortSignal): Promise<Meetings> {
  const range = { from: from.toISOString(), to: to.toISOString() };
  const meetings: Meeting[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const { data } = await client.GET("/api/meetings", {
      params: { query: { ...range, page_size: PAGE_SIZE, cursor } },
      signal,
    });
    meetings.push(...(data?.meetings ?? []));
    cursor = data?.next_cursor ?? undefined;
    if (!cursor) break;
  }
  return { meetings, cut: cursor !== undefined };
}

/** Things that happen, by the viewer's day; the order within a day stays. */
export function byDay<T>(things: T[], timeOf: (thing: T) => string): Map<Day, T[]> {
  const days = new Map<Day, T[]>();
  for (const thing of things) {
    const day = isoDay(timeOf(thing));
    const ofDay = days.get(day);
    if (ofDay) ofDay.push(thing);
    else days.set(day, [thing]);
  }
  return days;
}
