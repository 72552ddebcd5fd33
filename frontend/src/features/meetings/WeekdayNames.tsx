import { type Day, weekdayFullName, weekdayName } from "./days";

/** The heads of a month's columns. */
export function WeekdayNames({ week }: { week: Day[] }) {
  return (
    <thead>
      <tr>
        {week.map((day) => (
          <th key={day} scope="col" abbr={weekdayFullName(day)}>
            {weekdayName(day)}
          </th>
        ))}
      </tr>
    </thead>
  );
}
