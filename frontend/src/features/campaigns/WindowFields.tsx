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

/** What limits a campaign's calls, with the most that the API takes. */
const LIMITS = [
  {
    field: "calls_per_day",
    label: "Calls in a day at most",
    description: "A day of UTC, agreed call-backs aside. Empty: as many as any campaign may make.",
    max: 1_000_000,
  },
  {
    field: "calls_at_once",
    label: "Calls at the same time at most",
    description: "Agreed call-backs aside. Empty: as many as come together.",
    max: 1000,
  },
  {
    field: "weight",
    label: "Weight beside other campaigns",
    description:
      "Its share of the lines where all campaigns together may only make so many calls at the same time. Empty: 1.",
    max: 10,
  },
] as const;

interface Props {
  policy: CallPolicy;
  onChange: (policy: CallPolicy) => void;
  errors: Record<string, string>;
}

/** When a campaign calls, where that is not whenever anybody may be called, and what limits its calls. */
export function WindowFields({ policy, onChange, errors }: Props) {
  const [opened, { toggle }] = useDisclosure(hasBounds(policy));
  const hours = hoursOf(policy);
  const zone = `${zoneName(viewerZone())} time`;
  return (
    <Stack gap="xs">
      <UnstyledButton onClick={toggle} aria-expanded={opened} fz="sm" td="underline" w="fit-content">
        {opened ? "Hide times and limits" : "Times and limits"}
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
          {LIMITS.map(({ field, label, description, max }) => (
            <NumberInput
              key={field}
              label={label}
              description={description}
              min={1}
              max={max}
              allowDecimal={false}
              allowNegative={false}
              value={policy[field] ?? ""}
              error={errors[`policy.${field}`]}
              onChange={(typed) =>
                onChange({
                  ...policy,
                  [field]: typeof typed === "number" ? Math.max(1, typed) : undefined,
                })
              }
            />
          ))}
        </Stack>
      </Collapse>
    </Stack>
  );
}
