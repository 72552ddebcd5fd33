import {
  Chip,
  Collapse,
  Group,
  Input,
  NumberInput,
  Stack,
  TextInput,
  UnstyledButton,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";

import type { CallPolicy } from "../../api/types";
import { fromLocal } from "../../lib/localTime";
import { viewerZone, zoneName } from "../../lib/time";
import { DAYS, daysOf, fieldOf, hasBounds, hoursOf, withDays, withHours } from "./callWindow";

const CALLS_PER_DAY_MAX = 1_000_000;

interface Props {
  policy: CallPolicy;
  onChange: (policy: CallPolicy) => void;
  errors: Record<string, string>;
}

/** When a campaign calls, where that is not whenever anybody may be called, and how often in a day. */
export function WindowFields({ policy, onChange, errors }: Props) {
  const [opened, { toggle }] = useDisclosure(hasBounds(policy));
  const hours = hoursOf(policy);
  const zone = `${zoneName(viewerZone())} time`;
  return (
    <Stack gap="xs">
      <UnstyledButton onClick={toggle} aria-expanded={opened} fz="sm" td="underline" w="fit-content">
        {opened ? "Hide times and daily limit" : "Times and daily limit"}
      </UnstyledButton>
      <Collapse expanded={opened}>
        <Stack gap="sm">
          <TextInput
            type="datetime-local"
            label="Starts at"
            description={`${zone}. Empty: at once.`}
            value={fieldOf(policy.starts_at)}
            error={errors["policy.starts_at"]}
            onChange={({ currentTarget }) =>
              onChange({ ...policy, starts_at: fromLocal(currentTarget.value) })
            }
          />
          <TextInput
            type="datetime-local"
            label="Ends at"
            description={`${zone}. Empty: when all were called.`}
            value={fieldOf(policy.ends_at)}
            error={errors["policy.ends_at"]}
            onChange={({ currentTarget }) =>
              onChange({ ...policy, ends_at: fromLocal(currentTarget.value) })
            }
          />
          <Group grow align="start">
            <TextInput
              type="time"
              label="Not before"
              description="By the lead's clock"
              value={hours.from}
              error={errors["policy.hours"]}
              onChange={({ currentTarget }) =>
                onChange(withHours(policy, { ...hours, from: currentTarget.value }))
              }
            />
            <TextInput
              type="time"
              label="Not after"
              description="By the lead's clock"
              value={hours.until}
              onChange={({ currentTarget }) =>
                onChange(withHours(policy, { ...hours, until: currentTarget.value }))
              }
            />
          </Group>
          <Input.Wrapper label="Days" error={errors["policy.days"]}>
            <Chip.Group
              multiple
              value={daysOf(policy)}
              onChange={(days) => onChange(withDays(policy, days))}
            >
              <Group gap={4} mt={4}>
                {DAYS.map((day) => (
                  <Chip key={day} value={day} size="xs">
                    {day}
                  </Chip>
                ))}
              </Group>
            </Chip.Group>
          </Input.Wrapper>
          <NumberInput
            label="Calls in a day at most"
            description="A day of UTC, agreed call-backs aside. Empty: as many as any campaign may make."
            min={1}
            max={CALLS_PER_DAY_MAX}
            allowDecimal={false}
            allowNegative={false}
            value={policy.calls_per_day ?? ""}
            error={errors["policy.calls_per_day"]}
            onChange={(calls) =>
              onChange({
                ...policy,
                calls_per_day: typeof calls === "number" ? Math.max(1, calls) : undefined,
              })
            }
          />
        </Stack>
      </Collapse>
    </Stack>
  );
}
