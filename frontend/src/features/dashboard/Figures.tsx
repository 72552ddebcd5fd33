import {
  IconAddressBook,
  IconCalendarEvent,
  IconClockHour4,
  IconPhone,
  IconTargetArrow,
} from "@tabler/icons-react";

import { Boundary } from "../../components/Boundary";
import { Loaded } from "../../components/Loaded";
import { StatCard } from "../../components/StatCard";
import { StatGrid, StatGridSkeleton } from "../../components/StatGrid";
import { count, duration, percent, shortCount } from "../../lib/format";
import type { Trend } from "./trends";
import { trendsOf } from "./trends";
import type { DashboardQueries } from "./useDashboard";

const FIGURES = 5;

/** The figures of all time, with their trend where the API knows their past. */
export function Figures({ queries }: { queries: DashboardQueries }) {
  const trends = queries.days.data && trendsOf(queries.days.data.days);
  const waiting = queries.statuses.data?.statuses
    .filter(({ status }) => status === "PENDING" || status === "QUEUED")
    .reduce((sum, share) => sum + share.count, 0);
  return (
    <Boundary what="the figures">
      <Loaded
        query={queries.overview}
        what="the figures"
        skeleton={<StatGridSkeleton cards={FIGURES} height={96} />}
      >
        {(figures) => (
          <StatGrid columns={FIGURES}>
            <StatCard
              label="Leads"
              value={shortCount(figures.total_leads)}
              icon={IconAddressBook}
              trend={trends?.leads}
              hint={waiting === undefined ? undefined : waitingHint(waiting)}
            />
            <StatCard
              label="Calls"
              value={shortCount(figures.total_calls)}
              icon={IconPhone}
              {...shown(trends?.calls, queries.days.isError)}
            />
            <StatCard
              label="Meetings"
              value={shortCount(figures.total_meetings)}
              icon={IconCalendarEvent}
              {...shown(trends?.meetings, queries.days.isError)}
            />
            <StatCard
              label="Conversion"
              value={percent(figures.conversion_rate)}
              icon={IconTargetArrow}
              {...shown(trends?.conversion, queries.days.isError)}
            />
            <StatCard
              label="Average call"
              value={duration(figures.avg_call_duration)}
              icon={IconClockHour4}
              {...shown(trends?.length, queries.days.isError)}
            />
          </StatGrid>
        )}
      </Loaded>
    </Boundary>
  );
}

function waitingHint(waiting: number): string {
  return waiting === 0 ? "None waiting for a call" : `${count(waiting)} waiting for a call`;
}

/** A figure stands also where its past cannot be had, with a word about it. */
function shown(trend: Trend | undefined, isMissing: boolean) {
  if (trend) return { trend, hint: trend.hint };
  return isMissing ? { hint: "The trend cannot be shown" } : {};
}
