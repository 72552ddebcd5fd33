import { expect, test } from "vitest";

import { oldestOf, updated } from "./age";

test("the oldest part counts, unless it has failed or not come yet", () => {
  const part = (dataUpdatedAt: number, status: "success" | "pending" | "error" = "success") => ({
    dataUpdatedAt,
    status,
  });
  expect(oldestOf([part(3_000), part(2_000), part(1_000, "error"), part(0, "pending")])).toBe(2_000);
  expect(oldestOf([part(0, "pending"), part(1_000, "error")])).toBeNull();
});

test("an age is said in seconds, then in minutes, and is never in the future", () => {
  expect(updated(1_000, 6_400)).toBe("Updated 5 seconds ago");
  expect(updated(0, 150_000)).toBe("Updated 2 minutes ago");
  expect(updated(5_000, 4_000)).toBe("Updated just now");
});
