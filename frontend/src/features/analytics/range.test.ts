import { expect, test } from "vitest";

import { lastDays, presetOf, rangeOf, refusal } from "./range";

const TODAY = "2026-11-25";
const read = (search: string) => rangeOf(new URLSearchParams(search), TODAY);
const LAST_30 = { from: "2026-10-27", to: TODAY };

test("without a range in the address it is the last 30 days, today among them", () => {
  expect(read("")).toEqual({ ...LAST_30, problem: null });
  expect(read("table=calls")).toEqual({ ...LAST_30, problem: null });
});

test("a range in the address is taken as it is", () => {
  const range = { from: "2026-01-01", to: "2026-01-31", problem: null };
  expect(read("from=2026-01-01&to=2026-01-31")).toEqual(range);
  expect(read("from=2026-01-01&to=2026-01-01").problem).toBeNull();
});

test("what cannot be shown is said, and the usual range is shown", () => {
  for (const search of [
    "from=2026-01-01",
    "from=yesterday&to=2026-01-31",
    "from=2026-02-30&to=2026-03-01",
    "from=2026-02-02&to=2026-02-01",
    "from=2024-01-01&to=2026-01-01",
  ]) {
    const { problem, ...range } = read(search);
    expect(range, search).toEqual(LAST_30);
    expect(problem, search).not.toBeNull();
  }
});

test("a leap year is the longest range", () => {
  expect(refusal({ from: "2028-01-01", to: "2028-12-31" })).toBeNull();
  expect(refusal({ from: "2027-12-31", to: "2028-12-31" })).toContain("366");
});

test("a preset is known by its length, and by ending today", () => {
  expect(presetOf(lastDays(7, TODAY), TODAY)).toBe(7);
  expect(presetOf(lastDays(8, TODAY), TODAY)).toBeUndefined();
  expect(presetOf({ from: "2026-11-18", to: "2026-11-24" }, TODAY)).toBeUndefined();
});
