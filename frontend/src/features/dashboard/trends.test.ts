import { expect, test } from "vitest";

import { dayOf } from "../../lib/dayFigures.sample";
import { amountTrend, lengthTrend, rateTrend, trendsOf } from "./trends";

const day = (calls: number, meetings: number, seconds = 60) =>
  dayOf({ calls, meetings, timed_calls: calls, avg_call_duration: seconds, leads: 2 * calls });

test("the last seven days are held against the seven before", () => {
  const earlier = Array.from({ length: 16 }, () => day(100, 100));
  const before = Array.from({ length: 7 }, () => day(10, 1));
  const week = [...Array.from({ length: 6 }, () => day(12, 3)), day(12, 3, 102)];
  const trends = trendsOf([...earlier, ...before, ...week]);
  expect(trends.calls).toEqual({
    direction: "up",
    text: "84 in 7 days (+20 %)",
    hint: "70 the week before",
  });
  expect(trends.leads.text).toBe("168 in 7 days (+20 %)");
  expect(trends.length).toEqual({
    direction: "up",
    text: "1:06 in 7 days (+0:06)",
    hint: "1:00 the week before",
  });
  expect(trends.meetings.text).toBe("21 in 7 days (+200 %)");
  expect(trends.conversion).toEqual({
    direction: "up",
    text: "25 % in 7 days (+15 points)",
    hint: "10 % the week before",
  });
});

test("nothing before is no growth without end", () => {
  expect(amountTrend(5, 0)).toEqual({
    direction: "up",
    text: "5 in 7 days",
    hint: "None the week before",
  });
  expect(amountTrend(0, 0).direction).toBe("level");
  expect(amountTrend(3, 4)).toMatchObject({ direction: "down", text: "3 in 7 days (-25 %)" });
});

test("a rate of no calls is not a rate of zero", () => {
  expect(rateTrend(null, null)).toMatchObject({ direction: "level", text: "No calls in 7 days" });
  expect(rateTrend(20, null)).toMatchObject({ direction: "level", text: "20 % in 7 days" });
  expect(rateTrend(0, 20)).toMatchObject({ direction: "down", text: "0 % in 7 days (-20 points)" });
});

test("calls are as long as before, longer, shorter, or there are none", () => {
  expect(lengthTrend(61.2, 60.8)).toMatchObject({ direction: "level", text: "1:01 in 7 days" });
  expect(lengthTrend(50, 60)).toMatchObject({ direction: "down", text: "0:50 in 7 days (-0:10)" });
  expect(lengthTrend(null, 60)).toMatchObject({ direction: "level", text: "No calls in 7 days" });
  expect(lengthTrend(60, null)).toMatchObject({ direction: "level", hint: "No calls the week before" });
});
