import { expect, test } from "vitest";

import { paceInWords } from "./pace";

const NOW = Date.parse("2026-11-24T10:00:00Z");

/** Calls so many seconds ago. */
function calls(...ago: number[]) {
  return ago.map((seconds) => ({
    started_at: new Date(NOW - seconds * 1000).toISOString(),
    direction: "OUTGOING" as const,
  }));
}

test("a campaign that keeps to its stagger calls as planned", () => {
  expect(paceInWords(calls(1, 6, 11, 16), 5, NOW)).toBe(
    "Calling at the planned pace, 720 calls an hour.",
  );
  // A call that was a little late.
  expect(paceInWords(calls(1, 6, 11, 16.5), 5, NOW)).toContain("planned pace");
});

test("a campaign that is slower says what it was to do", () => {
  expect(paceInWords(calls(5, 35, 65), 5, NOW)).toBe(
    "About 120 calls an hour at present, of 720 planned.",
  );
  expect(paceInWords(calls(5, 35, 65), 0, NOW)).toBe("About 120 calls an hour at present.");
});

test("there is no pace of few calls, of old ones, or of leads that ring us", () => {
  expect(paceInWords(calls(1, 6), 5, NOW)).toBeNull();
  expect(paceInWords(calls(200, 205, 210), 5, NOW)).toBeNull();
  expect(paceInWords(calls(200, 300, 400), 100, NOW)).toBe(
    "Calling at the planned pace, 36 calls an hour.",
  );
  const rings = calls(1, 6, 11).map((call) => ({ ...call, direction: "INCOMING" as const }));
  expect(paceInWords([...rings, ...calls(12, 17)], 5, NOW)).toBeNull();
});
