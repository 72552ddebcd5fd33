import { line as lineOf } from "d3-shape";
import { memo } from "react";

import { shortDay } from "../../lib/days";
import classes from "./analytics.module.css";
import { HEIGHT, MARGIN, type Scales } from "./chartScales";
import type { Period } from "./figures";
import { Marker } from "./Marker";
import type { Line } from "./series";

/** Beyond that many points the markers would hide the lines; dashes tell them apart then. */
const MARKED_POINTS = 60;

interface Props {
  periods: Period[];
  lines: Line[];
  scales: Scales;
}

/** Axes and lines. Redrawn only when the figures or the width change, not as somebody points at them. */
export const Plot = memo(function Plot({ periods, lines, scales }: Props) {
  return (
    <>
      <Axes periods={periods} format={lines[0]?.format ?? String} scales={scales} />
      {lines.map((line) => (
        <PlottedLine key={line.name} line={line} periods={periods} scales={scales} />
      ))}
    </>
  );
});

interface AxesProps {
  periods: Period[];
  format: Line["format"];
  scales: Scales;
}

function Axes({ periods, format, scales: { width, x, y, amounts, labelled } }: AxesProps) {
  return (
    <>
      {amounts.map((amount) => (
        <g key={amount} transform={`translate(0 ${y(amount)})`}>
          <line x1={MARGIN.left} x2={width - MARGIN.right} className={classes.grid} />
          <text x={MARGIN.left - 8} dy="0.32em" textAnchor="end" className={classes.axis}>
            {format(amount)}
          </text>
        </g>
      ))}
      {labelled.map((index) => (
        <text key={index} x={x(index)} y={HEIGHT - 6} textAnchor="middle" className={classes.axis}>
          {shortDay(periods[index]?.first ?? "")}
        </text>
      ))}
    </>
  );
}

interface PlottedLineProps {
  line: Line;
  periods: Period[];
  scales: Scales;
}

/** Interrupted where there is no value. */
function PlottedLine({ line, periods, scales: { x, y } }: PlottedLineProps) {
  const values = periods.map((period) => period[line.name]);
  const path = lineOf<number | null>()
    .defined((value) => value !== null)
    .x((_, index) => x(index))
    .y((value) => y(value ?? 0));
  // Without a value on either side there is no line to see.
  const isAlone = (index: number) => values[index - 1] == null && values[index + 1] == null;
  return (
    <>
      <path
        d={path(values) ?? ""}
        stroke={line.color}
        strokeDasharray={line.dash}
        className={classes.line}
      />
      {values.map(
        (value, index) =>
          value !== null &&
          (values.length <= MARKED_POINTS || isAlone(index)) && (
            <Marker
              key={periods[index]?.first}
              cx={x(index)}
              cy={y(value)}
              shape={line.shape}
              color={line.color}
            />
          ),
      )}
    </>
  );
}
