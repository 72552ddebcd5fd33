import { UnstyledButton } from "@mantine/core";

import { counted } from "../../lib/format";
import classes from "./calendar.module.css";
import type { CalendarGrid } from "./calendarGrid";
import { dayName, dayOfMonth, isSameMonth, monthName } from "./days";
import { WeekdayNames } from "./WeekdayNames";

/** A month on a small screen: how many meetings each day has, and the day to look at. */
export function MonthPicker({ day, today, weeks, meetings, onChoose }: CalendarGrid) {
  return (
    <div className={classes.frame}>
      <table className={classes.picker} aria-label={`Days of ${monthName(day)}`}>
        <WeekdayNames week={weeks[0] ?? []} />
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((on) => {
                const amount = meetings.get(on)?.length ?? 0;
                return (
                  <td key={on} data-other={!isSameMonth(on, day) || undefined}>
                    <UnstyledButton
                      className={classes.pick}
                      aria-pressed={on === day}
                      aria-current={on === today ? "date" : undefined}
                      aria-label={`${dayName(on)}, ${amount === 0 ? "no meetings" : counted(amount, "meeting")}`}
                      onClick={() => onChoose(on)}
                    >
                      <span className={classes.number}>{dayOfMonth(on)}</span>
                      <span className={classes.amount}>{amount > 0 && amount}</span>
                    </UnstyledButton>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
