import { expect, test } from "vitest";

import type { CallerNumber, CallerNumbers } from "../../api/types";
import { choicesOf, chosenOf, problemWith, standingOf } from "./callers";

const number = (change: Partial<CallerNumber> = {}): CallerNumber => ({
  number: "+12125550100",
  country: "US",
  is_main: false,
  in_use: true,
  calls_per_day: null,
  calls_today: 0,
  refused: null,
  twilio: { label: "New York", can_call: true, reaches_us: true, status: "in-use" },
  ...change,
});

const callers = (...numbers: CallerNumber[]): CallerNumbers => ({
  numbers,
  asked_twilio: true,
  version: 1,
  updated_at: null,
});

test("what is chosen is sent in the order it is shown in, with its limits", () => {
  const shown = callers(
    number({ calls_per_day: 20 }),
    number({ number: "+13035550100", in_use: false }),
    number({ number: "+34910000001" }),
  );
  const choices = choicesOf(shown);
  expect(chosenOf(shown, choices)).toEqual([
    { number: "+12125550100", calls_per_day: 20 },
    { number: "+34910000001", calls_per_day: null },
  ]);
  choices["+12125550100"] = { use: false, limit: 20 };
  choices["+13035550100"] = { use: true, limit: "5" };
  expect(chosenOf(shown, choices)[0]).toEqual({ number: "+13035550100", calls_per_day: 5 });
});

test("a number's state says the worst of it", () => {
  const stateOf = (change: Partial<CallerNumber>) => {
    const own = number(change);
    return standingOf(own, callers(own)).text;
  };
  expect(stateOf({})).toBe("In use");
  expect(stateOf({ in_use: false })).toBe("Not used");
  expect(stateOf({ twilio: null })).toBe("Not on the account");
  expect(stateOf({ twilio: null, is_main: true })).toBe("In use");
  expect(stateOf({ calls_per_day: 3, calls_today: 3 })).toBe("Used up for today");
  const refused = { detail: "HTTP 400, error 21210", at: "2026-11-24T10:00:00Z" };
  expect(stateOf({ refused })).toBe("Refused by Twilio");
  expect(problemWith(number({ refused }))).toBe("HTTP 400, error 21210");
  const unreachable = { label: "", can_call: true, reaches_us: false, status: null };
  expect(problemWith(number({ twilio: unreachable }))).toMatch(/don’t reach HomeWork/u);
  expect(problemWith(number({ twilio: unreachable, in_use: false }))).toBeNull();
});
