import { Checkbox, Collapse, Group, NumberInput, Stack, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";

import type { CallPolicy, RetryAfter } from "../../api/types";
import { pauseInWords, REASONS, RETRY_AFTER, USUAL_POLICY, withRetry } from "./policy";

const ATTEMPTS_MAX = 10;
const PAUSE_MAX_MINUTES = 30 * 24 * 60;

interface Props {
  policy: CallPolicy;
  onChange: (policy: CallPolicy) => void;
  error?: string;
}

/** How often a lead is called, and when again. */
export function PolicyFields({ policy, onChange, error }: Props) {
  const [opened, { toggle }] = useDisclosure(false);
  return (
    <Stack gap="xs">
      <NumberInput
        label="Calls to a lead at most"
        description="A call back that was agreed on is kept beyond them."
        min={1}
        max={ATTEMPTS_MAX}
        allowDecimal={false}
        value={policy.attempts}
        error={error}
        onChange={(attempts) =>
          typeof attempts === "number" && onChange({ ...policy, attempts: Math.max(1, attempts) })
        }
      />
      {policy.attempts > 1 && (
        <>
          <UnstyledButton onClick={toggle} aria-expanded={opened} fz="sm" td="underline" w="fit-content">
            {opened ? "Hide when to call again" : "When to call again"}
          </UnstyledButton>
          <Collapse expanded={opened}>
            <Stack gap="sm">
              {REASONS.map((reason) => (
                <Retry key={reason} reason={reason} policy={policy} onChange={onChange} />
              ))}
            </Stack>
          </Collapse>
        </>
      )}
    </Stack>
  );
}

function Retry({ reason, policy, onChange }: Props & { reason: RetryAfter }) {
  const retry = policy.retries.find(({ after }) => after === reason);
  const usual = USUAL_POLICY.retries.find(({ after }) => after === reason);
  const otherTime = retry?.other_time_of_day ?? false;
  const set = (minutes: number, other_time_of_day: boolean) =>
    onChange(withRetry(policy, reason, { minutes, other_time_of_day }));
  return (
    <Stack gap={4}>
      <Checkbox
        label={RETRY_AFTER[reason]}
        checked={retry !== undefined}
        onChange={({ currentTarget }) =>
          currentTarget.checked
            ? set(usual?.minutes ?? 180, usual?.other_time_of_day ?? false)
            : onChange(withRetry(policy, reason, null))
        }
      />
      {retry && (
        <Group gap="sm" pl="xl" wrap="wrap">
          <NumberInput
            aria-label={`${RETRY_AFTER[reason]}: minutes until the next call`}
            size="xs"
            w={110}
            min={1}
            max={PAUSE_MAX_MINUTES}
            allowDecimal={false}
            suffix=" min"
            value={retry.minutes}
            onChange={(minutes) => typeof minutes === "number" && set(Math.max(1, minutes), otherTime)}
          />
          <Checkbox
            size="xs"
            label="Another time of day"
            checked={otherTime}
            onChange={({ currentTarget }) => set(retry.minutes, currentTarget.checked)}
          />
          <Text size="xs" c="dimmed">
            {pauseInWords(retry.minutes, otherTime)}
          </Text>
        </Group>
      )}
    </Stack>
  );
}
