import type { CampaignCosts, CampaignForecast } from "../../api/types";
import { count, counted, dollars, percent } from "../../lib/format";

/** What all leads of a campaign cost: those that were not looked at are much like the others. */
export function about({ costs, leads, looked_at }: CampaignForecast) {
  return costs && looked_at > 0 ? `${dollars((costs.dollars * leads) / looked_at)}, about` : null;
}

/** What the costs are, and what they go by. */
export function assumption({ answered_share, minutes, calls, leads_without_price }: CampaignCosts) {
  const length = counted(minutes, "minute");
  const goesBy = `${percent(answered_share * 100)} of calls are answered and such a call takes ${length}`;
  const basis = calls > 0 ? `, as in the ${count(calls)} calls so far` : "";
  const without =
    leads_without_price > 0
      ? ` Without ${counted(leads_without_price, "lead")} whose country has no price.`
      : "";
  return `Costs are what Twilio charges your account if ${goesBy}${basis}.${without}`;
}
