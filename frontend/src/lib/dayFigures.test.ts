import { expect, test } from "vitest";

import { averageLength } from "./dayFigures";
import { dayOf } from "./dayFigures.sample";

const day = (timed_calls: number, avg_call_duration: number) =>
  dayOf({ timed_calls, avg_call_duration });

test("every call counts the same, on whichever day it was", () => {
  expect(averageLength([day(1, 100), day(3, 20), day(0, 0)])).toBe(40);
  expect(averageLength([day(0, 0)])).toBeNull();
  expect(averageLength([])).toBeNull();
});
