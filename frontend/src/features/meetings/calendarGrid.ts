import type { Meeting } from "../../api/types";
import type { Day } from "./days";

/** What each of the calendar's grids shows. */
export interface CalendarGrid {
  /** The day chosen. */
  day: Day;
  today: Day;
  weeks: Day[][];
  meetings: Map<Day, Meeting[]>;
  onChoose: (day: Day) => void;
}
