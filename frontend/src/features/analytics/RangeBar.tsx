import { Button, Group, Skeleton, Text } from "@mantine/core";
import { lazy, Suspense } from "react";

import { Boundary } from "../../components/Boundary";
import { viewerZone, zoneName } from "../../lib/time";
import { lastDays, presetOf, PRESETS } from "./range";
import type { useRange } from "./useRange";

const CustomRange = lazy(() => import("./CustomRange"));

interface Props {
  range: ReturnType<typeof useRange>;
  /** The figures are there: now the calendar may come, which is large, and which few look into. */
  isCalendarDue: boolean;
}

/** Chooses the days: the last so many, or any first and last one. */
export function RangeBar({ range, isCalendarDue }: Props) {
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
      {isCalendarDue ? (
        <Boundary what="the calendar">
          <Suspense fallback={<CalendarSkeleton />}>
            <CustomRange range={range} />
          </Suspense>
        </Boundary>
      ) : (
        <CalendarSkeleton />
      )}
      <Text size="sm" c="dimmed" py={8}>
        Dates in {zoneName(viewerZone())} time
      </Text>
    </Group>
  );
}

function CalendarSkeleton() {
  return <Skeleton height={36} width={230} />;
}
