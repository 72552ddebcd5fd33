import { expect, test } from "vitest";

import { daysOf, hasBounds, hoursInWords, hoursOf, withDays, withHours } from "./callWindow";
import { samePolicy, USUAL_POLICY } from "./policy";

test("days are read as the API writes them", () => {
  expect(daysOf(USUAL_POLICY)).toHaveLength(7);
  expect(daysOf({ ...USUAL_POLICY, days: "Mon,Wed-Fri" })).toEqual(["Mon", "Wed", "Thu", "Fri"]);
  expect(daysOf({ ...USUAL_POLICY, days: "Sat-Mon" })).toEqual(["Mon", "Sat", "Sun"]);
});

test("every day, or none, is no bound", () => {
  const weekend = withDays(USUAL_POLICY, ["Sun", "Sat"]);
  expect(weekend.days).toBe("Sat,Sun");
  expect(withDays(weekend, [...daysOf(USUAL_POLICY)]).days).toBeUndefined();
  expect(withDays(weekend, []).days).toBeUndefined();
});

test("hours may be bounded on one side", () => {
  const mornings = withHours(USUAL_POLICY, { from: "", until: "12:00" });
  expect(mornings.hours).toBe("00:00-12:00");
  expect(hoursOf(mornings)).toEqual({ from: "", until: "12:00" });
  const afternoons = withHours(USUAL_POLICY, { from: "14:00", until: "" });
  expect(afternoons.hours).toBe("14:00-24:00");
  expect(hoursOf(afternoons)).toEqual({ from: "14:00", until: "" });
  expect(withHours(afternoons, { from: "", until: "" }).hours).toBeUndefined();
});

test("says when a campaign calls", () => {
  expect(hoursInWords(USUAL_POLICY)).toBeNull();
  const policy = { ...USUAL_POLICY, hours: "10:00-13:00", days: "Mon,Wed-Fri" };
  expect(hoursInWords(policy)).toBe("10:00–13:00, Mon, Wed–Fri");
  expect(hoursInWords({ ...policy, days: "Mon-Sun" })).toBe("10:00–13:00");
  expect(hoursInWords({ ...policy, hours: "00:00-24:00" })).toBe("Mon, Wed–Fri");
});

test("bounds are part of a policy", () => {
  expect(hasBounds(USUAL_POLICY)).toBe(false);
  const bounded = { ...USUAL_POLICY, ends_at: "2026-12-01T10:00:00Z" };
  expect(hasBounds(bounded)).toBe(true);
  expect(samePolicy(bounded, USUAL_POLICY)).toBe(false);
  const days = (text: string) => ({ ...USUAL_POLICY, days: text });
  expect(samePolicy(days("Mon,Tue,Wed"), days("Mon-Wed"))).toBe(true);
});
