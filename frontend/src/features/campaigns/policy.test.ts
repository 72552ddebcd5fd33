import { expect, test } from "vitest";

import {
  attemptsInWords,
  messageInWords,
  pauseInWords,
  samePolicy,
  USUAL_POLICY,
  withRetry,
} from "./policy";

test("says how often a lead is called", () => {
  expect(attemptsInWords(USUAL_POLICY)).toBe("At most 3 calls");
  expect(attemptsInWords({ attempts: 1, retries: USUAL_POLICY.retries })).toBe("One call");
  expect(attemptsInWords({ attempts: 4, retries: [] })).toBe("One call");
});

test("says when a lead is called again", () => {
  expect(pauseInWords(180, true)).toBe("after 3 hours, at another time of day");
  expect(pauseInWords(20, undefined)).toBe("after 20 minutes");
});

test("says what is left on voicemail", () => {
  const leaving = (words: Record<string, string>) => ({ ...USUAL_POLICY, voicemail_message: { words } });
  expect(messageInWords(USUAL_POLICY)).toBeNull();
  expect(messageInWords(leaving({}))).toBe("The standard message, once a lead");
  expect(messageInWords(leaving({ de: "Es geht um das Dach.", en: "It is about the roof." }))).toBe(
    "In your words (English, German), once a lead",
  );
  expect(samePolicy(leaving({}), USUAL_POLICY)).toBe(false);
  expect(samePolicy(leaving({ en: "a", de: "b" }), leaving({ de: "b", en: "a" }))).toBe(true);
});

test("a reason is taken out and put back at its place", () => {
  const without = withRetry(USUAL_POLICY, "BUSY", null);
  expect(without.retries.map(({ after }) => after)).not.toContain("BUSY");
  const again = withRetry(without, "BUSY", { minutes: 20, other_time_of_day: false });
  expect(again).toEqual(USUAL_POLICY);
  expect(samePolicy(again, USUAL_POLICY)).toBe(true);
  expect(samePolicy(without, USUAL_POLICY)).toBe(false);
});
