import { Stack, Text } from "@mantine/core";

import type { Meeting, MeetingStatus } from "../../api/types";
import { Loaded } from "../../components/Loaded";
import { SkeletonBlock } from "../../components/Skeletons";
import { counted } from "../../lib/format";
import { isoDay } from "../../lib/time";
import type { ListAddress } from "../../lib/useListAddress";
import { useNow } from "../../lib/useNow";
import type { CalendarGrid } from "./calendarGrid";
import { CalendarHead } from "./CalendarHead";
import { DayLists } from "./DayLists";
import { addDays, type Day, dayFrom, rangeInWords } from "../../lib/days";
import { addMonths, firstWeekdayIn, isSameMonth, monthName, monthOf, weekOf } from "./days";
import { byDay, useMeetingsBetween } from "./meetingsBetween";
import { MonthPicker } from "./MonthPicker";
import { MonthTable } from "./MonthTable";
import { WeekTable } from "./WeekTable";

const FIRST_WEEKDAY = firstWeekdayIn(navigator.language);

interface Props {
  address: ListAddress;
  view: "week" | "month";
  status: MeetingStatus | undefined;
  isPhone: boolean;
}

/** The meetings of a month or a week, around the day that the address names. */
export function MeetingsCalendar({ address, view, status, isPhone }: Props) {
  const today = isoDay(new Date(useNow(60_000)));
  const day = dayFrom(address.get("date")) ?? today;
  const weeks = view === "week" ? [weekOf(day, FIRST_WEEKDAY)] : monthOf(day, FIRST_WEEKDAY);
  const days = weeks.flat();
  const [first, last] = [days[0] ?? day, days.at(-1) ?? day];
  const query = useMeetingsBetween(first, addDays(last, 1));
  const step = (by: number) => (view === "week" ? addDays(day, 7 * by) : addMonths(day, by));
  const goTo = (date: Day) => address.set({ date });
  return (
    <>
      <CalendarHead
        title={view === "week" ? rangeInWords(first, last) : monthName(day)}
        unit={view}
        onPrevious={() => goTo(step(-1))}
        onToday={() => goTo(today)}
        onNext={() => goTo(step(1))}
      />
      <Loaded query={query} what="the meetings" skeleton={<SkeletonBlock height={560} />}>
        {({ meetings, cut }) => {
          const shown = meetings.filter((meeting) => !status || meeting.status === status);
          const grid = {
            day,
            today,
            weeks,
            meetings: byDay(shown, (meeting) => meeting.scheduled_time),
            onChoose: goTo,
          };
          return (
            <Stack gap="sm" aria-busy={query.isPlaceholderData}>
              {cut && (
                <Text size="sm" role="status">
                  Too many meetings to show: only the earliest are shown here. The list has all of them.
                </Text>
              )}
              <Grid view={view} isPhone={isPhone} grid={grid} />
              <Text size="sm" c="dimmed" role="status">
                {summary(view, day, shown, grid.meetings)}
              </Text>
            </Stack>
          );
        }}
      </Loaded>
    </>
  );
}

function Grid({ view, isPhone, grid }: { view: Props["view"]; isPhone: boolean; grid: CalendarGrid }) {
  if (view === "week") {
    return isPhone ? (
      <DayLists days={grid.weeks.flat()} today={grid.today} meetings={grid.meetings} />
    ) : (
      <WeekTable {...grid} />
    );
  }
  if (!isPhone) return <MonthTable {...grid} />;
  return (
    <>
      <MonthPicker {...grid} />
      <DayLists days={[grid.day]} today={grid.today} meetings={grid.meetings} />
    </>
  );
}

/** How many meetings the week or month has; a month's grid shows days of its neighbours too. */
function summary(view: Props["view"], day: Day, shown: Meeting[], days: Map<Day, Meeting[]>): string {
  const own =
    view === "week"
      ? shown.length
      : [...days].reduce((sum, [on, { length }]) => sum + (isSameMonth(on, day) ? length : 0), 0);
  return own === 0 ? `No meetings in this ${view}.` : `${counted(own, "meeting")} in this ${view}.`;
}
