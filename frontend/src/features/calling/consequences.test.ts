import { expect, test } from "vitest";

import { consequences } from "./consequences";

test("the stop says how much it stops", () => {
  const of = (running_campaigns: number, active_calls: number) =>
    consequences({ stop: null, running_campaigns, active_calls }).join(" ");
  expect(of(2, 1)).toContain("2 running campaigns stop calling.");
  expect(of(2, 1)).toContain("1 call is under way.");
  expect(of(1, 3)).toContain("1 running campaign stops calling.");
  expect(of(1, 3)).toContain("3 calls are under way.");
  expect(of(0, 0)).toBe(
    "No campaign is running. None can call until calling is resumed. No calls are under way.",
  );
});
