import { VisuallyHidden } from "@mantine/core";

import type { Meeting } from "../../api/types";
import { rangeInWords } from "../../lib/days";
import { timeOfDay } from "../../lib/time";
import { useNow } from "../../lib/useNow";
import classes from "./calendar.module.css";
import type { CalendarGrid } from "./calendarGrid";
import { dayName, dayOfMonth, weekdayName } from "./days";
import { hoursOf, lanesOf, type Lane, type Span } from "./layOut";
import { MeetingChip } from "./MeetingChip";

interface Placed extends Span, Lane {
  meeting: Meeting;
}

/** A week by the hour. */
export function WeekTable({ today, weeks, meetings }: CalendarGrid) {
  const days = weeks.flat();
  const columns = days.map((day) => ({ day, placed: place(meetings.get(day) ?? []) }));
  const hours = hoursOf(columns.flatMap(({ placed }) => placed));
  return (
    <div className={classes.frame}>
      <table
        className={classes.week}
        aria-label={`Meetings of ${rangeInWords(days[0] ?? today, days.at(-1) ?? today)}`}
      >
        <thead>
          <tr>
            <th scope="col">
              <VisuallyHidden>Hour</VisuallyHidden>
            </th>
            {days.map((day) => (
              <th
                key={day}
                scope="col"
                abbr={dayName(day)}
                aria-current={day === today ? "date" : undefined}
              >
                {weekdayName(day)} <span className={classes.number}>{dayOfMonth(day)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {hours.map((hour) => (
            <tr key={hour}>
              <th scope="row">{timeOfDay(new Date(2000, 0, 1, hour))}</th>
              {columns.map(({ day, placed }) => (
                <td key={day} data-today={day === today || undefined}>
                  {day === today && <NowLine hour={hour} />}
                  {placed
                    .filter(({ start }) => Math.floor(start / 60) === hour)
                    .map((one) => (
                      <MeetingChip key={one.meeting.id} meeting={one.meeting} style={boxOf(one)} />
                    ))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Where one day's meetings stand. */
function place(meetings: Meeting[]): Placed[] {
  const spans = meetings.map(({ scheduled_time, duration }) => {
    const at = new Date(scheduled_time);
    return { start: at.getHours() * 60 + at.getMinutes(), length: duration };
  });
  const lanes = lanesOf(spans);
  return meetings.flatMap((meeting, index) => {
    const [span, lane] = [spans[index], lanes[index]];
    return span && lane ? [{ meeting, ...span, ...lane }] : [];
  });
}

/** Its place within the cell of the hour in which it begins, over those that follow. */
function boxOf({ start, length, lane, of }: Placed): React.CSSProperties {
  return {
    top: `calc(${start % 60} / 60 * var(--hour))`,
    height: `calc(${length} / 60 * var(--hour) - 2px)`,
    left: `${(lane / of) * 100}%`,
    width: `calc(${100 / of}% - 2px)`,
  };
}

function NowLine({ hour }: { hour: number }) {
  const now = new Date(useNow(60_000));
  if (now.getHours() !== hour) return null;
  return (
    <span
      aria-hidden
      className={classes.now}
      style={{ top: `calc(${now.getMinutes()} / 60 * var(--hour))` }}
    />
  );
}
