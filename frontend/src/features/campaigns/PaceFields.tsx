import { NumberInput } from "@mantine/core";

import type { CallPolicy } from "../../api/types";
import { PolicyFields } from "./PolicyFields";
import { VoicemailFields } from "./VoicemailFields";
import { WindowFields } from "./WindowFields";

/** The fields whose refusals are shown beside them, as the API names them. */
export const PACE_FIELDS = [
  "stagger_seconds",
  "policy.attempts",
  "policy.starts_at",
  "policy.ends_at",
  "policy.hours",
  "policy.days",
  "policy.calls_per_day",
  "policy.calls_at_once",
  "policy.weight",
  "policy.voicemail_message.words.en",
  "policy.voicemail_message.words.es",
  "policy.voicemail_message.words.fr",
  "policy.voicemail_message.words.de",
  "policy.voicemail_message.words.pt",
] as const;

export interface Pace {
  /** As it is typed. */
  stagger: number | string;
  policy: CallPolicy;
}

interface Props {
  pace: Pace;
  onChange: (pace: Pace) => void;
  errors: Record<string, string>;
}

/** How fast a campaign calls, how often each lead, what it leaves on voicemail, and when. */
export function PaceFields({ pace, onChange, errors }: Props) {
  const { stagger, policy } = pace;
  const onPolicy = (changed: CallPolicy) => onChange({ ...pace, policy: changed });
  return (
    <>
      <NumberInput
        label="Seconds between calls"
        min={0}
        max={3600}
        allowNegative={false}
        value={stagger}
        error={errors.stagger_seconds}
        onChange={(typed) => onChange({ ...pace, stagger: typed })}
      />
      <PolicyFields policy={policy} onChange={onPolicy} error={errors["policy.attempts"]} />
      <VoicemailFields policy={policy} onChange={onPolicy} errors={errors} />
      <WindowFields policy={policy} onChange={onPolicy} errors={errors} />
    </>
  );
}
