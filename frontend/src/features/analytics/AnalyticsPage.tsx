import { Button, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { keepPreviousData } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";

import { api } from "../../api/client";
import { Boundary } from "../../components/Boundary";
import { Loaded } from "../../components/Loaded";
import { PageHeader } from "../../components/PageHeader";
import { SkeletonBlock } from "../../components/Skeletons";
import { StatGridSkeleton } from "../../components/StatGrid";
import { toCsv } from "../../lib/csv";
import { lengthInDays } from "../../lib/days";
import { downloadText } from "../../lib/download";
import { viewerZone } from "../../lib/time";
import { usePainted } from "../../lib/usePainted";
import classes from "./analytics.module.css";
import { InRange, TOTALS } from "./InRange";
import { lastDays } from "./range";
import { RangeBar } from "./RangeBar";
import { sheetOfDays } from "./sheets";
import { useRange } from "./useRange";

const CallsInRange = lazy(() => import("./CallsInRange"));
const AllTime = lazy(() => import("./AllTime"));

/** Outcomes over time. */
export function Component() {
  const range = useRange();
  const { from, to, today, change } = range;
  const series = api.useQuery(
    "get",
    "/api/analytics/time-series",
    { params: { query: { from, to, zone: viewerZone() } } },
    { placeholderData: keepPreviousData },
  );
  // The days come first. What is asked for less often is not to hold them up: the calendar, and what follows.
  const [areDaysShown, setDaysShown] = useState(false);
  const isRestDue = areDaysShown || series.isError;
  const hasCalls = series.data?.days.some((day) => day.calls > 0) ?? true;
  const widest = lastDays(90, today);
  const canWiden = lengthInDays(widest.from, from) > 1;
  const save = () => {
    if (!series.data) return;
    const { days, zone } = series.data;
    downloadText(`calls-${from}-to-${to}.csv`, toCsv(sheetOfDays(days, zone)), "text/csv");
  };
  return (
    <>
      <PageHeader
        title="Analytics"
        description="Call performance over time."
        actions={
          <Button
            leftSection={<IconDownload size={16} />}
            disabled={!series.data || series.isPlaceholderData}
            onClick={save}
          >
            Export days as CSV
          </Button>
        }
      />
      <RangeBar range={range} isCalendarDue={isRestDue} />
      {range.problem && (
        <Text size="sm" mb="md" role="status">
          {range.problem} The last 30 days are shown.
        </Text>
      )}
      <Boundary what="the days">
        <Loaded query={series} what="the days" skeleton={<RangeSkeleton />}>
          {({ days }) => (
            <div className={classes.stale} data-stale={series.isPlaceholderData || undefined}>
              <InRange days={days} onWiden={canWiden ? () => change(widest) : undefined} />
              <Painted tell={setDaysShown} />
            </div>
          )}
        </Loaded>
      </Boundary>
      {isRestDue && (
        <Boundary what="the other figures">
          <Suspense>
            {hasCalls && <CallsInRange from={from} to={to} />}
            <AllTime />
          </Suspense>
        </Boundary>
      )}
    </>
  );
}

/** Stands among what it tells of. */
function Painted({ tell }: { tell: (isPainted: true) => void }) {
  usePainted(tell);
  return null;
}

function RangeSkeleton() {
  return (
    <Stack gap="md">
      <StatGridSkeleton cards={TOTALS} height={78} />
      <SkeletonBlock height={360} />
      <SkeletonBlock height={360} />
    </Stack>
  );
}
