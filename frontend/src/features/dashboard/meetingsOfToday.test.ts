import { expect, test } from "vitest";

import type { Meeting } from "../../api/types";
import { meetingsOfToday } from "./meetingsOfToday";

function meeting(id: string, local: string, status: Meeting["status"] = "SCHEDULED"): Meeting {
  return { id, scheduled_time: new Date(local).toISOString(), status } as Meeting;
}

test("today's meetings are those of the viewer's day that are held, and the next comes after it", () => {
  const meetings = [
    meeting("early", "2026-11-28T00:00"),
    meeting("off", "2026-11-28T10:00", "CANCELLED"),
    meeting("late", "2026-11-28T23:59"),
    meeting("off tomorrow", "2026-11-29T09:00", "CANCELLED"),
    meeting("tomorrow", "2026-11-29T10:00"),
    meeting("later", "2026-11-30T10:00"),
  ];
  const { ofToday, next } = meetingsOfToday(meetings, "2026-11-28");
  expect(ofToday.map(({ id }) => id)).toEqual(["early", "late"]);
  expect(next?.id).toBe("tomorrow");
  expect(meetingsOfToday([], "2026-11-28")).toEqual({ ofToday: [], next: undefined });
});
