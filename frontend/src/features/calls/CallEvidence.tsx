import type { CallDetails } from "../../api/types";
import { Facts } from "../../components/Facts";
import { Section } from "../../components/Section";
import { When } from "../../components/When";
import { count } from "../../lib/format";
import { ruleInWords } from "../campaigns/evidence";
import { consentFacts } from "../consent/consentFacts";

/** What the call was allowed by. */
export function CallEvidence({ call: { evidence } }: { call: CallDetails }) {
  if (!evidence) return null;
  return (
    <Section title="Why this call was allowed">
      <Facts
        facts={{
          Rule: ruleInWords(evidence) ?? "None: simulated calls",
          "Local time": evidence.local_times.join(", "),
          Attempt: count(evidence.attempt),
          "Earlier calls": `${count(evidence.calls_24h)} in 24 hours, ${count(evidence.calls_7d)} in 7 days, ${count(evidence.calls_30d)} in 30 days`,
          Number: [evidence.number_type, evidence.country].filter(Boolean).join(", "),
          ...(evidence.consent_needed && {
            "Consent asked for": `${evidence.consent_needed} (${evidence.consent_rule_source ?? "?"})`,
          }),
          ...(evidence.consent && consentFacts(evidence.consent)),
          "Do not call": evidence.do_not_call ? "On the list" : "Not on the list",
          ...(evidence.national_lists && {
            "National lists": `Not on ${evidence.national_lists.join(", ")}`,
          }),
          ...(evidence.called_from && { "Called from": evidence.called_from }),
          Campaign: evidence.campaign_state.toLowerCase(),
          ...(evidence.call_back_at && { "Agreed on for": <When at={evidence.call_back_at} /> }),
          Decided: <When at={evidence.decided_at} />,
        }}
      />
    </Section>
  );
}
