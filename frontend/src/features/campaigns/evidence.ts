/** What a call was decided by, as facts and as rows of a file. */
import type { Decision, DecisionEvidence } from "../../api/types";

export const SHEET_HEADER = [
  "decided_at",
  "lead_id",
  "call_id",
  "verdict",
  "rules_as_of",
  "place",
  "source",
  "at_most",
  "consent_needed",
  "consent_rule_source",
  "consent_kind",
  "consent_source",
  "consent_text",
  "consent_link",
  "consent_given_at",
  "consent_seller",
  "country",
  "number_type",
  "local_times",
  "calls_24h",
  "calls_7d",
  "calls_30d",
  "do_not_call",
  "national_lists",
  "called_from",
  "campaign_state",
  "attempt",
  "call_back_at",
];

export function rowOf({ lead_id, call_id, evidence }: Decision): (string | number | null)[] {
  return [
    evidence.decided_at,
    lead_id,
    call_id,
    evidence.verdict,
    evidence.rules_as_of ?? null,
    evidence.place ?? null,
    evidence.source ?? null,
    evidence.at_most ?? null,
    evidence.consent_needed ?? null,
    evidence.consent_rule_source ?? null,
    evidence.consent?.kind ?? null,
    evidence.consent?.source ?? null,
    evidence.consent?.text ?? null,
    evidence.consent?.link ?? null,
    evidence.consent?.given_at ?? null,
    evidence.consent?.seller ?? null,
    evidence.country ?? null,
    evidence.number_type ?? null,
    evidence.local_times.join("; "),
    evidence.calls_24h,
    evidence.calls_7d,
    evidence.calls_30d,
    evidence.do_not_call ? "yes" : "no",
    evidence.national_lists?.join("; ") ?? null,
    evidence.called_from ?? null,
    evidence.campaign_state,
    evidence.attempt,
    evidence.call_back_at ?? null,
  ];
}

/** The rule it was decided by, in a sentence. */
export function ruleInWords({ place, source, at_most, rules_as_of }: DecisionEvidence): string | null {
  if (!place) return null;
  const where = place === "*" ? "A country without a rule on record" : place;
  return `${where}, at most ${at_most ?? "?"} to one person (${source ?? "?"}; as of ${rules_as_of ?? "?"})`;
}
