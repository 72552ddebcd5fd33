import { describe, expect, it } from "vitest";

import type { CampaignCosts, CampaignForecast } from "../../api/types";
import { about, assumption } from "./costs";

const costs: CampaignCosts = {
  dollars: 12.34,
  leads_without_price: 0,
  answered_share: 0.3,
  minutes: 1.5,
  calls: 0,
};

const forecast = (leads: number, looked_at: number, dollars: number) =>
  ({ leads, looked_at, costs: { ...costs, dollars } }) as CampaignForecast;

describe("what a campaign costs", () => {
  it("is told to the cent while it is little, and of all leads where some were looked at", () => {
    expect(about(forecast(3, 3, 0.4))).toBe("$0.40, about");
    expect(about(forecast(10_000, 2000, 246.8))).toBe("$1,234, about");
  });

  it("is not told of nobody, nor without prices", () => {
    expect(about(forecast(0, 0, 0))).toBeNull();
    expect(about({ ...forecast(3, 3, 0.4), costs: null })).toBeNull();
  });

  it("says what it goes by", () => {
    expect(assumption(costs)).toBe(
      "Costs are what Twilio charges your account if 30 % of calls are answered and such a call takes 1.5 minutes.",
    );
    const learned = assumption({ ...costs, calls: 1840, leads_without_price: 2 });
    expect(learned).toContain(
      ", as in the 1,840 calls so far. Without 2 leads whose country has no price.",
    );
  });
});
