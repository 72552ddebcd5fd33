import { expect, test } from "vitest";

import { isMoving, progressInWords, share, timeLeft } from "./progress";

test("progress is said in words, without what is zero", () => {
  const running = { done: 12, calling: 2, queued: 11, later: 0, total: 25 };
  expect(progressInWords(running)).toBe("12 of 25 done · 2 calling · 11 queued");
  expect(progressInWords({ done: 25, calling: 0, queued: 0, later: 0, total: 25 })).toBe(
    "25 of 25 done",
  );
});

test("leads that are called again later are not done yet", () => {
  const later = { done: 3, calling: 0, queued: 0, later: 2, total: 5 };
  expect(progressInWords(later)).toBe("3 of 5 done · 2 to call again");
  expect(timeLeft("RUNNING", later, 5)).toBe("2 leads are called again at a later time.");
  expect(isMoving("PAUSED", later)).toBe(false);
});

test("a share of a campaign that has no leads yet is nothing", () => {
  expect(share(0, { done: 0, calling: 0, queued: 0, later: 0, total: 0 })).toBe(0);
  expect(share(5, { done: 5, calling: 0, queued: 15, later: 0, total: 20 })).toBe(25);
});

test("the time left follows from the queue and the pause between calls", () => {
  const with120 = { done: 0, calling: 1, queued: 120, later: 0, total: 121 };
  expect(timeLeft("RUNNING", with120, 5)).toBe("About 10 minutes left.");
  expect(timeLeft("PAUSED", with120, 5)).toBe("About 10 minutes left once resumed.");
  expect(timeLeft("RUNNING", with120, 0)).toBe("Less than a minute left.");
  expect(timeLeft("CANCELLED", with120, 5)).toBeNull();
});

test("a campaign without a queue waits for its calls, and then for its end", () => {
  const done = { done: 4, calling: 0, queued: 0, later: 0, total: 4 };
  expect(timeLeft("RUNNING", { ...done, calling: 1 }, 5)).toBe("Finishing the calls in progress.");
  expect(timeLeft("RUNNING", done, 5)).toBe("Every lead is done. It completes in a moment.");
  expect(timeLeft("PAUSED", done, 5)).toBe("Every lead is done. It completes in a moment.");
});

test("a paused campaign is followed until its calls are over", () => {
  const waiting = { done: 4, calling: 0, queued: 6, later: 0, total: 10 };
  expect(isMoving("RUNNING", waiting)).toBe(true);
  expect(isMoving("PAUSED", waiting)).toBe(false);
  expect(isMoving("PAUSED", { ...waiting, calling: 2 })).toBe(true);
  // Every lead is done: it becomes completed by itself.
  expect(isMoving("PAUSED", { done: 10, calling: 0, queued: 0, later: 0, total: 10 })).toBe(true);
  expect(isMoving("CANCELLED", { ...waiting, calling: 1 })).toBe(true);
  expect(isMoving("COMPLETED", { done: 10, calling: 0, queued: 0, later: 0, total: 10 })).toBe(false);
});
