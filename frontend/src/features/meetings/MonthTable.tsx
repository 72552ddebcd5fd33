import { Anchor } from "@mantine/core";
import { Link, useSearchParams } from "react-router";

import type { Meeting } from "../../api/types";
import { counted } from "../../lib/format";
import classes from "./calendar.module.css";
import type { CalendarGrid } from "./calendarGrid";
import { type Day, dayName, dayOfMonth, isSameMonth, monthName } from "./days";
import { MeetingChip } from "./MeetingChip";
import { WeekdayNames } from "./WeekdayNames";

/** What a day has room for. */
const SHOWN_PER_DAY = 4;

/** A month with its meetings in the days. */
export function MonthTable({ day, today, weeks, meetings }: CalendarGrid) {
  return (
    <div className={classes.frame}>
      <table className={classes.month} aria-label={`Meetings of ${monthName(day)}`}>
        <WeekdayNames week={weeks[0] ?? []} />
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((on) => (
                <td
                  key={on}
                  data-other={!isSameMonth(on, day) || undefined}
                  aria-current={on === today ? "date" : undefined}
                >
                  <time className={classes.number} dateTime={on} aria-label={dayName(on)}>
                    {dayOfMonth(on)}
                  </time>
                  <OfDay day={on} meetings={meetings.get(on) ?? []} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function OfDay({ day, meetings }: { day: Day; meetings: Meeting[] }) {
  const [params] = useSearchParams();
  // A line that says "1 more" would take the place of that one.
  const room = meetings.length > SHOWN_PER_DAY ? SHOWN_PER_DAY - 1 : SHOWN_PER_DAY;
  const more = meetings.length - room;
  return (
    <>
      {meetings.slice(0, room).map((meeting) => (
        <MeetingChip key={meeting.id} meeting={meeting} />
      ))}
      {more > 0 && (
        <Anchor
          component={Link}
          to={{
            search: String(
              new URLSearchParams({ ...Object.fromEntries(params), view: "week", date: day }),
            ),
          }}
          size="xs"
          px={6}
          aria-label={`${counted(more, "more meeting")} on ${dayName(day)}: show the week`}
        >
          {more} more
        </Anchor>
      )}
    </>
  );
}
