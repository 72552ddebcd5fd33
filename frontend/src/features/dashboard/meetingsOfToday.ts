import type { Meeting } from "../../api/types";
import type { Day } from "../../lib/days";
import { isoDay } from "../../lib/time";

/** Of the meetings from a day on, the earliest first: those of that day which are held, and the next after it. */
export function meetingsOfToday(
  meetings: Meeting[],
  today: Day,
): { ofToday: Meeting[]; next?: Meeting } {
  const held = meetings.filter(({ status }) => status !== "CANCELLED");
  const isToday = ({ scheduled_time }: Meeting) => isoDay(scheduled_time) === today;
  return { ofToday: held.filter(isToday), next: held.find((meeting) => !isToday(meeting)) };
}
