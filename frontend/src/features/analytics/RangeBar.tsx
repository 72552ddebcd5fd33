import { Button, Group, Text } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { IconCalendar } from "@tabler/icons-react";
import { useId, useState } from "react";

import { rangeInWords } from "../../lib/days";
import { viewerZone } from "../../lib/time";
import { lastDays, presetOf, PRESETS, refusal } from "./range";
import type { useRange } from "./useRange";

/** Chooses the days: the last so many, or any first and last one. */
export function RangeBar({ range }: { range: ReturnType<typeof useRange> }) {
  const { today, change } = range;
  const preset = presetOf(range, today);
  return (
    <Group gap="sm" align="flex-start" mb="md" role="group" aria-label="Days shown">
      <Button.Group>
        {PRESETS.map((days) => (
          <Button
            key={days}
            variant={days === preset ? "filled" : "default"}
            aria-pressed={days === preset}
            onClick={() => change(lastDays(days, today))}
          >
            {days} days
          </Button>
        ))}
      </Button.Group>
      <CustomRange range={range} />
      <Text size="sm" c="dimmed" py={8}>
        Days in {viewerZone.replaceAll("_", " ")} time
      </Text>
    </Group>
  );
}

/** Weekends are days like others: their red would be hard to read. */
const NONE: [] = [];

type Half = [string | null, string | null];

/** A calendar for both ends. While only the first is chosen, the page stays as it is. */
function CustomRange({ range }: { range: ReturnType<typeof useRange> }) {
  const { from, to, today, change } = range;
  const id = useId();
  const [chosen, setChosen] = useState<Half | null>(null);
  const [error, setError] = useState<string | null>(null);
  const choose = ([first, last]: Half) => {
    setError(null);
    if (first === null) return setChosen(null);
    setChosen([first, last]);
    if (last === null) return;
    const problem = refusal({ from: first, to: last });
    if (problem) return setError(problem);
    setChosen(null);
    change({ from: first, to: last });
  };
  const [first, last] = chosen ?? [from, to];
  const inWords =
    first && last ? rangeInWords(first, last) : `${rangeInWords(first ?? from, first ?? from)} – …`;
  return (
    <DatePickerInput
      type="range"
      // The calendar is named by the field: Mantine looks for it under this id.
      id={`${id}-target`}
      popoverProps={{ id, returnFocus: true }}
      aria-label={`First and last day: ${inWords}`}
      value={chosen ?? [from, to]}
      onChange={choose}
      valueFormatter={() => inWords}
      error={error}
      maxDate={today}
      allowSingleDateInRange
      hideOutsideDates
      weekendDays={NONE}
      leftSection={<IconCalendar size={16} aria-hidden />}
      previousLabel="Previous month"
      nextLabel="Next month"
      ariaLabels={{
        previousMonth: "Previous month",
        nextMonth: "Next month",
        previousYear: "Previous year",
        nextYear: "Next year",
        previousDecade: "Previous decade",
        nextDecade: "Next decade",
        monthLevelControl: "Choose a month",
        yearLevelControl: "Choose a year",
      }}
      miw={230}
    />
  );
}
