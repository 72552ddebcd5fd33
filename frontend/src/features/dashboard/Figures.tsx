import {
  IconAddressBook,
  IconCalendarEvent,
  IconClockHour4,
  IconPhone,
  IconTargetArrow,
} from "@tabler/icons-react";

import { api } from "../../api/client";
import { Boundary } from "../../components/Boundary";
import { Loaded } from "../../components/Loaded";
import { StatCard } from "../../components/StatCard";
import { StatGrid, StatGridSkeleton } from "../../components/StatGrid";
import { addDays } from "../../lib/days";
import { count, duration, percent, shortCount } from "../../lib/format";
import { LIVE_MS } from "../../lib/live";
import { viewerZone } from "../../lib/time";
import { useToday } from "../../lib/useToday";
import { type Trend, trendsOf } from "./trends";
import { useOverview } from "./useOverview";
import { useStatuses } from "./useStatuses";

const FIGURES = 5;
/** Today, the 6 days before it, and the 7 before those. */
const TREND_DAYS = 14;

/** The figures of all time, with their trend where the API knows their past. */
export function Figures() {
  const today = useToday();
  const fortnight = { from: addDays(today, 1 - TREND_DAYS), to: today, zone: viewerZone() };
  const overview = useOverview();
  const days = api.useQuery(
    "get",
    "/api/analytics/time-series",
    { params: { query: fortnight } },
    { refetchInterval: LIVE_MS },
  );
  const trends = days.data && trendsOf(days.data.days);
  const waiting = useStatuses()
    .data?.statuses.filter(({ status }) => status === "PENDING" || status === "QUEUED")
    .reduce((sum, share) => sum + share.count, 0);
  const shown = (trend: Trend | undefined) => trendShown(trend, days.isError);
  return (
    <Boundary what="the figures">
      <Loaded
        query={overview}
        what="the figures"
        skeleton={<StatGridSkeleton cards={FIGURES} height={96} />}
      >
        {(figures) => (
          <StatGrid columns={FIGURES}>
            <StatCard
              label="Leads"
              value={shortCount(figures.total_leads)}
              icon={IconAddressBook}
              {...shown(trends?.leads)}
              {...(waiting !== undefined && { hint: waitingHint(waiting) })}
            />
            <StatCard
              label="Calls"
              value={shortCount(figures.total_calls)}
              icon={IconPhone}
              {...shown(trends?.calls)}
            />
            <StatCard
              label="Meetings"
              value={shortCount(figures.total_meetings)}
              icon={IconCalendarEvent}
              {...shown(trends?.meetings)}
            />
            <StatCard
              label="Conversion"
              value={percent(figures.conversion_rate)}
              icon={IconTargetArrow}
              {...shown(trends?.conversion)}
            />
            <StatCard
              label="Average call"
              value={duration(figures.avg_call_duration)}
              icon={IconClockHour4}
              {...shown(trends?.length)}
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
function trendShown(trend: Trend | undefined, isMissing: boolean) {
  if (trend) return { trend, hint: trend.hint };
  return isMissing ? { hint: "Trend unavailable" } : { isTrendComing: true };
}
