import { expect, test } from "vitest";

import { averageLength } from "./dayFigures";

const day = (timed_calls: number, avg_call_duration: number) => ({
  date: "2026-11-25",
  calls: timed_calls,
  answered: timed_calls,
  timed_calls,
  avg_call_duration,
  meetings: 0,
  conversion_rate: 0,
  leads: 0,
});

test("every call counts the same, on whichever day it was", () => {
  expect(averageLength([day(1, 100), day(3, 20), day(0, 0)])).toBe(40);
  expect(averageLength([day(0, 0)])).toBeNull();
  expect(averageLength([])).toBeNull();
});
