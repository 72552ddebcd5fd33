import { expect, test } from "vitest";

import { addDays, addMonths, beginOf, dayFrom, firstWeekdayIn, monthOf, weekOf } from "./days";

const MONDAY = 1;
const SATURDAY = 6;
const SUNDAY = 7;

test("an address names a day only if it exists", () => {
  expect(dayFrom("2028-02-29")).toBe("2028-02-29");
  for (const text of [null, "", "2026-02-30", "2026-13-01", "25.11.2026", "2026-11-25T10:00"]) {
    expect(dayFrom(text)).toBeUndefined();
  }
});

test("days and months add up across their ends", () => {
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(addDays("2026-03-01", -1)).toBe("2026-02-28");
  expect(addMonths("2026-12-15", 1)).toBe("2027-01-15");
  expect(addMonths("2026-01-15", -1)).toBe("2025-12-15");
  expect(addMonths("2026-01-31", 1)).toBe("2026-02-28");
});

test("a week begins where the locale says", () => {
  expect(weekOf("2026-11-25", MONDAY)[0]).toBe("2026-11-23");
  expect(weekOf("2026-11-25", SUNDAY)[0]).toBe("2026-11-22");
  expect(weekOf("2026-11-25", SATURDAY)[0]).toBe("2026-11-21");
  expect(weekOf("2026-11-22", SUNDAY)[0]).toBe("2026-11-22");
  expect(weekOf("2026-11-22", MONDAY)).toEqual([
    "2026-11-16",
    "2026-11-17",
    "2026-11-18",
    "2026-11-19",
    "2026-11-20",
    "2026-11-21",
    "2026-11-22",
  ]);
  expect(firstWeekdayIn("en-US")).toBe(SUNDAY);
  expect(firstWeekdayIn("de-DE")).toBe(MONDAY);
});

test("a month is covered by whole weeks, and by no more than it takes", () => {
  const november = monthOf("2026-11-25", MONDAY);
  expect(november).toHaveLength(6);
  expect(november[0]?.[0]).toBe("2026-10-26");
  expect(november[5]?.[6]).toBe("2026-12-06");
  // February 2027 begins on a Monday and ends on a Sunday.
  expect(monthOf("2027-02-10", MONDAY)).toHaveLength(4);
  for (const week of november) expect(week).toHaveLength(7);
});

test("a day begins at the viewer's midnight", () => {
  const begin = beginOf("2026-11-25");
  expect([begin.getFullYear(), begin.getMonth(), begin.getDate()]).toEqual([2026, 10, 25]);
  expect([begin.getHours(), begin.getMinutes()]).toEqual([0, 0]);
});
