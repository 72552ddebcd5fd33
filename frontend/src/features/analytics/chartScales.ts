/** Where the points of a chart go, in pixels, and what its axes say. */
import { scaleLinear } from "d3-scale";

import type { Period } from "./figures";
import type { Line } from "./series";

export const HEIGHT = 260;
/** Room for the figures on the left, for the days below, and for the half of a day's name on the right. */
export const MARGIN = { top: 8, right: 24, bottom: 26, left: 52 };

/** Between the names of two days. */
const DAY_LABEL_WIDTH = 64;
const AMOUNT_LABELS = 5;

export interface Scales {
  width: number;
  /** Of the period with this index. */
  x: (index: number) => number;
  y: (value: number) => number;
  /** The whole numbers that the vertical axis names. */
  amounts: number[];
  /** The periods that the horizontal axis names, the latest always among them. */
  labelled: number[];
  /** The period that is nearest to a place. */
  nearest: (x: number) => number;
}

export function scalesOf(periods: Period[], lines: Line[], width: number): Scales {
  const last = periods.length - 1;
  const inner = Math.max(1, width - MARGIN.left - MARGIN.right);
  const apart = last > 0 ? inner / last : 0;
  // A period by itself stands in the middle.
  const start = last > 0 ? MARGIN.left : MARGIN.left + inner / 2;

  const values = lines.flatMap(({ name }) => periods.map((period) => period[name] ?? 0));
  const vertical = scaleLinear([0, Math.max(1, ...values)], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice(
    AMOUNT_LABELS,
  );

  const every = Math.max(1, Math.ceil((periods.length * DAY_LABEL_WIDTH) / inner));
  return {
    width,
    x: (index) => start + index * apart,
    y: vertical,
    amounts: vertical.ticks(AMOUNT_LABELS).filter(Number.isInteger),
    labelled: periods.map((_, index) => index).filter((index) => (last - index) % every === 0),
    nearest: (x) => (apart > 0 ? Math.min(last, Math.max(0, Math.round((x - start) / apart))) : 0),
  };
}
