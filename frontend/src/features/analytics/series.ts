/** The lines of the charts. Each has a dash and a marker of its own: colour is not needed to tell them. */
import { percent, shortCount } from "../../lib/format";

export type Shape = "circle" | "square" | "triangle" | "diamond";

export interface Line {
  name: "calls" | "answered" | "meetings" | "conversion";
  label: string;
  color: string;
  dash: string | undefined;
  shape: Shape;
  format: (value: number) => string;
}

export const AMOUNTS: Line[] = [
  {
    name: "calls",
    label: "Calls",
    color: "var(--tone-info)",
    dash: undefined,
    shape: "circle",
    format: shortCount,
  },
  {
    name: "answered",
    label: "Answered",
    color: "var(--tone-active)",
    dash: "7 4",
    shape: "square",
    format: shortCount,
  },
  {
    name: "meetings",
    label: "Meetings",
    color: "var(--tone-success)",
    dash: "2 3",
    shape: "triangle",
    format: shortCount,
  },
];

export const CONVERSION: Line[] = [
  {
    name: "conversion",
    label: "Conversion",
    color: "var(--tone-warning)",
    dash: undefined,
    shape: "diamond",
    format: percent,
  },
];
