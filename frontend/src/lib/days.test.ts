import { expect, test } from "vitest";

import { addDays, dayFrom, lengthInDays } from "./days";

test("only days that exist are days", () => {
  expect(dayFrom("2028-02-29")).toBe("2028-02-29");
  for (const text of [null, "", "2026-02-29", "2026-13-01", "25.11.2026", "2026-11-25T10:00"]) {
    expect(dayFrom(text), String(text)).toBeUndefined();
  }
});

test("days add up across months, years and changes of the clock", () => {
  expect(addDays("2026-03-28", 2)).toBe("2026-03-30");
  expect(addDays("2026-01-01", -1)).toBe("2025-12-31");
  expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
});

test("a range has its first and its last day", () => {
  expect(lengthInDays("2026-11-25", "2026-11-25")).toBe(1);
  expect(lengthInDays("2026-10-27", "2026-11-25")).toBe(30);
  expect(lengthInDays("2026-11-26", "2026-11-25")).toBe(0);
});
