import { expect, test } from "vitest";

import type { DecisionEvidence } from "../../api/types";
import { rowOf, ruleInWords, SHEET_HEADER } from "./evidence";

const EVIDENCE: DecisionEvidence = {
  decided_at: "2026-11-23T15:00:00Z",
  verdict: "called",
  rules_as_of: "2026-11-26",
  place: "US-FL",
  source: "Fla. Stat. 501.059",
  at_most: "3 calls in 24 hours",
  consent_needed: "written",
  consent_rule_source: "47 CFR 64.1200",
  consent: { kind: "WRITTEN", source: "acme.example", given_at: "2026-11-02T09:30:00Z", seller: "Acme" },
  local_times: ["2026-11-23T10:00 America/New_York", "2026-11-23T09:00 America/Chicago"],
  calls_24h: 0,
  calls_7d: 1,
  calls_30d: 2,
  do_not_call: false,
  campaign_state: "RUNNING",
  attempt: 2,
};

test("a decision is a row with every column of the sheet", () => {
  const row = rowOf({ lead_id: "L", call_id: null, evidence: EVIDENCE });
  expect(row).toHaveLength(SHEET_HEADER.length);
  expect(row[SHEET_HEADER.indexOf("local_times")]).toBe(EVIDENCE.local_times.join("; "));
  expect(row[SHEET_HEADER.indexOf("call_id")]).toBeNull();
  expect(row[SHEET_HEADER.indexOf("consent_seller")]).toBe("Acme");
  expect(row[SHEET_HEADER.indexOf("consent_link")]).toBeNull();
});

test("the rule is named with its source and date", () => {
  expect(ruleInWords(EVIDENCE)).toBe(
    "US-FL, at most 3 calls in 24 hours to one person (Fla. Stat. 501.059; as of 2026-11-26)",
  );
  expect(ruleInWords({ ...EVIDENCE, place: undefined })).toBeNull();
});
