import { expect, test } from "vitest";

import type { CampaignDetail } from "../../api/types";
import { comparedIds, comparison } from "./comparison";
import { USUAL_POLICY } from "./policy";

function campaign(progress: Partial<CampaignDetail["progress"]>): CampaignDetail {
  const none = { leads_done: 0, leads_left: 0, retries_due: 0, call_backs_due: 0, calls: 0 };
  return {
    total_leads: 200,
    stagger_seconds: 5,
    policy: USUAL_POLICY,
    progress: {
      ...none,
      active_calls: 0,
      answered_calls: 0,
      meetings: 0,
      status_counts: {},
      ...progress,
    },
  } as CampaignDetail;
}

function figuresOf(name: string, ...campaigns: CampaignDetail[]) {
  return comparison(campaigns).find((row) => row.name === name)?.figures;
}

test("each figure stands beside that of the other campaigns", () => {
  const one = campaign({
    leads_done: 100,
    calls: 150,
    answered_calls: 60,
    meetings: 12,
    retries_due: 7,
  });
  const other = campaign({
    leads_done: 50,
    calls: 50,
    answered_calls: 10,
    meetings: 1,
    call_backs_due: 2,
  });
  expect(figuresOf("Leads done", one, other)).toEqual(["100 (50 %)", "50 (25 %)"]);
  expect(figuresOf("To call again", one, other)).toEqual(["7", "2"]);
  expect(figuresOf("Answered, of calls", one, other)).toEqual(["40 %", "20 %"]);
  expect(figuresOf("Meetings, of answered calls", one, other)).toEqual(["20 %", "10 %"]);
  expect(figuresOf("Meetings, of leads done", one, other)).toEqual(["12 %", "2 %"]);
});

test("a campaign that has called nobody yet has no shares", () => {
  const untouched = campaign({});
  expect(figuresOf("Answered, of calls", untouched)).toEqual(["–"]);
  expect(figuresOf("Meetings, of leads done", untouched)).toEqual(["–"]);
});

test("an address names each campaign once, and no more than are compared", () => {
  expect(comparedIds("A,B,A,,C,D,E")).toEqual(["A", "B", "C", "D"]);
  expect(comparedIds(null)).toEqual([]);
});
