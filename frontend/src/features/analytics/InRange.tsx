import { Button, Card, Stack } from "@mantine/core";
import {
  IconAddressBook,
  IconCalendarEvent,
  IconChartBar,
  IconClockHour4,
  IconPhone,
  IconPhoneCall,
  IconTargetArrow,
} from "@tabler/icons-react";
import { lazy } from "react";

import type { DayFigures } from "../../api/types";
import { EmptyState } from "../../components/EmptyState";
import { StartCampaign } from "../../components/StartCampaign";
import { StatCard } from "../../components/StatCard";
import { StatGrid } from "../../components/StatGrid";
import { rangeInWords } from "../../lib/days";
import { count, duration, percent, shortCount } from "../../lib/format";
import { ChartSection } from "./ChartSection";
import { DaysChart } from "./DaysChart";
import { periodsOf, totalsOf } from "./figures";
import { AMOUNTS, CONVERSION } from "./series";

// Tables are chosen by few.
const FiguresTable = lazy(async () => ({ default: (await import("./FiguresTable")).FiguresTable }));

/** How many totals there are. */
export const TOTALS = 6;

/** What happened on the days that are chosen: totals, and day by day. */
export function InRange({ days, onWiden }: { days: DayFigures[]; onWiden: (() => void) | undefined }) {
  if (days.every((day) => day.calls === 0 && day.meetings === 0)) return <NoCalls onWiden={onWiden} />;
  const { unit, periods } = periodsOf(days);
  const latestFirst = periods.toReversed();
  const titles = { amounts: `Calls and meetings per ${unit}`, conversion: `Conversion per ${unit}` };
  const header = unit === "day" ? "Day" : "Week";
  return (
    <Stack gap="md">
      <RangeTotals days={days} />
      <ChartSection
        title={titles.amounts}
        name="calls"
        chart={<DaysChart label={titles.amounts} periods={periods} lines={AMOUNTS} />}
        table={
          <FiguresTable
            label={titles.amounts}
            headers={[header, "Calls", "Answered", "Meetings"]}
            rows={latestFirst.map((period) => [
              rangeInWords(period.first, period.last),
              count(period.calls),
              count(period.answered),
              count(period.meetings),
            ])}
          />
        }
      />
      <ChartSection
        title={titles.conversion}
        name="conversion"
        chart={<DaysChart label={titles.conversion} periods={periods} lines={CONVERSION} />}
        table={
          <FiguresTable
            label={titles.conversion}
            headers={[header, "Conversion"]}
            rows={latestFirst.map((period) => [
              rangeInWords(period.first, period.last),
              rateOrDash(period.conversion),
            ])}
          />
        }
      />
    </Stack>
  );
}

function RangeTotals({ days }: { days: DayFigures[] }) {
  const totals = totalsOf(days);
  const perDay = (amount: number) => {
    const mean = (amount / days.length).toLocaleString(undefined, { maximumFractionDigits: 1 });
    return `${mean} a day`;
  };
  return (
    <StatGrid columns={TOTALS}>
      <StatCard
        label="Calls"
        value={shortCount(totals.calls)}
        icon={IconPhone}
        hint={perDay(totals.calls)}
      />
      <StatCard
        label="Answered"
        value={shortCount(totals.answered)}
        icon={IconPhoneCall}
        hint={`${rateOrDash(totals.answerRate)} of calls, by a person`}
      />
      <StatCard
        label="Meetings"
        value={shortCount(totals.meetings)}
        icon={IconCalendarEvent}
        hint={perDay(totals.meetings)}
      />
      <StatCard
        label="Conversion"
        value={rateOrDash(totals.conversion)}
        icon={IconTargetArrow}
        hint="Meetings per hundred calls"
      />
      <StatCard
        label="Average call"
        value={totals.length === null ? "–" : duration(totals.length)}
        icon={IconClockHour4}
        hint="Minutes and seconds"
      />
      <StatCard
        label="New leads"
        value={shortCount(totals.leads)}
        icon={IconAddressBook}
        hint={perDay(totals.leads)}
      />
    </StatGrid>
  );
}

function NoCalls({ onWiden }: { onWiden: (() => void) | undefined }) {
  return (
    <Card>
      <EmptyState
        icon={IconChartBar}
        title="No calls in this period"
        action={onWiden ? <Button onClick={onWiden}>Show the last 90 days</Button> : <StartCampaign />}
      >
        {onWiden
          ? "Choose other days, or look further back."
          : "Choose other days, or start a campaign: its calls appear here."}
      </EmptyState>
    </Card>
  );
}

function rateOrDash(rate: number | null): string {
  return rate === null ? "–" : percent(rate);
}
