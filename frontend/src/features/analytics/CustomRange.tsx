import "@mantine/dates/styles.css";

import { DatePickerInput } from "@mantine/dates";
import { IconCalendar } from "@tabler/icons-react";
import { useId, useState } from "react";

import { rangeInWords } from "../../lib/days";
import { type Range, refusal } from "./range";
import type { useRange } from "./useRange";

/** How far back the calendar's list of years reaches. */
const YEARS_BACK = 10;

/** Weekends are days like others: their red would be hard to read. */
const NONE: [] = [];

type Half = [string | null, string | null];

/** What is being chosen while the page shows the days from `from` to `to`. */
interface Draft extends Range {
  half: Half;
  problem: string | null;
}

/** A calendar for both ends. While only the first is chosen, the page stays as it is. */
export default function CustomRange({ range }: { range: ReturnType<typeof useRange> }) {
  const { from, to, today, change } = range;
  const id = useId();
  const [latest, setDraft] = useState<Draft | null>(null);
  // When the days change by other means, what was being chosen before is over.
  const draft = latest?.from === from && latest.to === to ? latest : null;
  const choose = (half: Half) => {
    const [first, last] = half;
    const problem = first && last ? refusal({ from: first, to: last }) : null;
    const isChosen = first !== null && last !== null && !problem;
    setDraft(first === null || isChosen ? null : { from, to, half, problem });
    if (isChosen) change({ from: first, to: last });
  };
  const year = Number(today.slice(0, 4));
  const half: Half = draft?.half ?? [from, to];
  const [first, last] = half;
  const inWords =
    first && last ? rangeInWords(first, last) : `${rangeInWords(first ?? from, first ?? from)} – …`;
  return (
    <DatePickerInput
      type="range"
      // The calendar is named by the field: Mantine looks for it under this id.
      id={id}
      popoverProps={{ id, returnFocus: true }}
      aria-label={`First and last day: ${inWords}`}
      value={half}
      onChange={choose}
      valueFormatter={() => inWords}
      error={draft?.problem}
      maxDate={today}
      allowSingleDateInRange
      hideOutsideDates
      weekendDays={NONE}
      leftSection={<IconCalendar size={16} aria-hidden />}
      previousLabel="Previous month"
      nextLabel="Next month"
      // Selects keep the focus, which the months' own view would lose.
      withNativeLevelSelect
      yearsSelectRange={[year - YEARS_BACK, year]}
      ariaLabels={{ monthLevelControl: "Month and year shown" }}
      miw={230}
    />
  );
}
