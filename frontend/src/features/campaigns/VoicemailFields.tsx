import { Group, Select, Stack, Switch, Textarea } from "@mantine/core";
import { useState } from "react";

import type { CallPolicy } from "../../api/types";
import { codes, LANGUAGE } from "../../lib/labels";

const WORDS_MAX = 400;

interface Props {
  policy: CallPolicy;
  onChange: (policy: CallPolicy) => void;
  errors: Record<string, string>;
}

/** Whether a message is left on voicemail, and what it says about the reason of the call, by language. */
export function VoicemailFields({ policy, onChange, errors }: Props) {
  const words = policy.voicemail_message?.words ?? {};
  const [language, setLanguage] = useState(codes(LANGUAGE).find((code) => words[code]) ?? "en");
  const set = (text: string) => {
    const { [language]: _, ...others } = words;
    onChange({
      ...policy,
      voicemail_message: { words: text ? { ...others, [language]: text } : others },
    });
  };
  return (
    <Stack gap="xs">
      <Switch
        label="Leave a message on voicemail"
        description="Once a lead. It says who called, that it was an AI, and which number to call back, so that number must be pointed at HomeWork."
        checked={policy.voicemail_message != null}
        onChange={({ currentTarget }) =>
          onChange({ ...policy, voicemail_message: currentTarget.checked ? { words: {} } : undefined })
        }
      />
      {policy.voicemail_message != null && (
        <Group align="start" wrap="wrap" gap="sm">
          <Select
            label="Language"
            w={130}
            allowDeselect={false}
            data={codes(LANGUAGE).map((code) => ({ value: code, label: LANGUAGE[code] }))}
            value={language}
            onChange={(code) => setLanguage(codes(LANGUAGE).find((known) => known === code) ?? "en")}
          />
          <Textarea
            label="Reason for the call"
            description="Empty: “I called to arrange a short meeting with one of our specialists.”"
            style={{ flex: "1 1 16rem" }}
            autosize
            minRows={2}
            maxLength={WORDS_MAX}
            value={words[language] ?? ""}
            error={errors[`policy.voicemail_message.words.${language}`]}
            onChange={({ currentTarget }) => set(currentTarget.value.replaceAll("\n", " "))}
          />
        </Group>
      )}
    </Stack>
  );
}
