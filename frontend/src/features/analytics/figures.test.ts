import { expect, test } from "vitest";

import type { LeadStatus } from "../../api/types";
import { dayOf } from "../../lib/dayFigures.sample";
import { addDays } from "../../lib/days";
import { conversionOf, funnelOf, hourInWords, periodsOf, totalsOf } from "./figures";

const day = (calls: number, answered: number, meetings: number) =>
  dayOf({
    calls,
    answered,
    meetings,
    conversion_rate: calls > 0 ? (meetings / calls) * 100 : 0,
    timed_calls: answered,
    avg_call_duration: answered > 0 ? 60 : 0,
    leads: 2 * calls,
  });

test("totals are of the calls together, not the mean of the days", () => {
  expect(totalsOf([day(90, 45, 9), day(10, 5, 6)])).toEqual({
    calls: 100,
    answered: 50,
    meetings: 15,
    leads: 200,
    length: 60,
    conversion: 15,
    answerRate: 50,
  });
});

test("without calls there is no rate", () => {
  expect(totalsOf([day(0, 0, 0)])).toMatchObject({ conversion: null, answerRate: null });
  expect(conversionOf(day(0, 0, 0))).toBeNull();
  expect(conversionOf(day(4, 4, 0))).toBe(0);
});

test("some days are shown as days, many as weeks that end with the last day", () => {
  const row = (length: number) =>
    Array.from({ length }, (_, place) => ({ ...day(10, 5, 1), date: addDays("2026-01-01", place) }));
  const few = periodsOf(row(120));
  expect([few.unit, few.periods.length]).toEqual(["day", 120]);
  expect(few.periods[0]).toMatchObject({ first: "2026-01-01", last: "2026-01-01", calls: 10 });

  const many = periodsOf(row(122));
  expect([many.unit, many.periods.length]).toEqual(["week", 18]);
  expect(many.periods[0]).toMatchObject({ first: "2026-01-01", last: "2026-01-03", calls: 30 });
  expect(many.periods.at(-1)).toMatchObject({
    first: "2026-04-26",
    last: "2026-05-02",
    calls: 70,
    conversion: 10,
  });
});

test("each stage of the funnel is part of the one above", () => {
  const share = (status: LeadStatus, count: number) => ({ status, count, percentage: 0 });
  const stages = funnelOf(
    [
      share("PENDING", 5),
      share("QUEUED", 3),
      share("CALLING", 2),
      share("CONTACTED", 4),
      share("MEETING_SCHEDULED", 6),
      share("NOT_INTERESTED", 7),
      share("NO_ANSWER", 8),
      share("FAILED", 1),
      share("DO_NOT_CALL", 4),
    ],
    40,
  );
  expect(stages.map((stage) => stage.count)).toEqual([40, 30, 17, 6]);
});

test("the last hour of the day ends at midnight", () => {
  expect([9, 23].map(hourInWords)).toEqual(["09:00–10:00", "23:00–24:00"]);
});
