import { expect, test } from "vitest";

import type { SystemStatus } from "../../api/types";
import { overallOf, standingOf, totalsOf, unknownName } from "./statusLabels";

const vendor = (breaker: "CLOSED" | "OPEN" | "PROBING", required: boolean) => ({
  vendor: required ? "twilio" : "zoom",
  required,
  breaker,
  since: null,
  code: null,
  automatic: true,
});

const WELL: SystemStatus = {
  calling_stop: null,
  charged_today: null,
  version: "1.0.0",
  checked_at: "2026-11-24T15:00:00Z",
  vendors: [vendor("CLOSED", true), vendor("CLOSED", false)],
  paused_campaigns: [],
  queues: [
    {
      queue: "dial",
      messages: { waiting: 2, delayed: 9, in_progress: 1 },
      dead_letters: 0,
      attention: null,
    },
    { queue: "projector", messages: null, dead_letters: 0, attention: null },
  ],
  unknown_queues: [],
  calls: {
    active: 1,
    today: 19,
    max_per_day: 20,
    max_per_campaign: 10,
    resets_at: "2026-11-25T00:00:00Z",
    campaigns_at_limit: [],
  },
};

test("what keeps calls from being placed weighs more than what needs attention", () => {
  const words = (change: Partial<SystemStatus>) => overallOf({ ...WELL, ...change }).text;
  expect(words({})).toBe("All systems working");
  expect(words({ vendors: [vendor("OPEN", true)] })).toBe("Calls are stopped");
  expect(words({ vendors: [vendor("OPEN", false)] })).toBe("Needs attention");
  expect(words({ vendors: [vendor("PROBING", true)] })).toBe("All systems working");
  expect(words({ unknown_queues: ["dial"] })).toBe("Needs attention");
  expect(words({ calls: { ...WELL.calls, today: 20 } })).toBe("Needs attention");
  const [dial] = WELL.queues;
  expect(words({ queues: dial ? [{ ...dial, dead_letters: 1 }] : [] })).toBe("Needs attention");
});

test("a vendor that calls can do without is no emergency", () => {
  expect(standingOf(vendor("OPEN", true)).tone).toBe("danger");
  expect(standingOf(vendor("OPEN", false)).tone).toBe("warning");
});

test("what is scheduled for later is not waiting", () => {
  expect(totalsOf(WELL.queues)).toEqual({ waiting: 2, inProgress: 1, failed: 0 });
});

test("a queue that did not answer is called by its name", () => {
  expect(unknownName("dial")).toBe("Calls to place");
  expect(unknownName("partner_dead_letters")).toBe("Partner updates (failed)");
  expect(unknownName("of_a_later_release")).toBe("of_a_later_release");
});
