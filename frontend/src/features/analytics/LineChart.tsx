import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, type PointerEvent, useMemo, useState } from "react";

import classes from "./analytics.module.css";
import { HEIGHT, type Scales, scalesOf } from "./chartScales";
import type { Period } from "./figures";
import { Plot } from "./Plot";
import { Cursor, inWords, Tip } from "./PointedPeriod";
import type { Line } from "./series";

interface Props {
  label: string;
  periods: Period[];
  lines: Line[];
}

/**
 * Figures over time as lines, as wide as there is room. What is pointed at is told in a tip; arrow keys, Home
 * and End lead from point to point, Escape away from them: to those who do not see it, it is a slider that
 * says what the lines are at.
 */
export function LineChart({ label, periods, lines }: Props) {
  const { ref, width } = useElementSize();
  const scales = useMemo(() => scalesOf(periods, lines, width), [periods, lines, width]);
  const [pointed, setPointed] = useState<number | null>(null);
  const last = periods.length - 1;
  const index = pointed === null ? null : Math.min(pointed, last);
  const period = index === null ? undefined : periods[index];

  const point = ({ currentTarget, clientX }: PointerEvent) =>
    setPointed(scales.nearest(clientX - currentTarget.getBoundingClientRect().left));
  const leave = () => setPointed(null);
  const move = (event: KeyboardEvent) => {
    const next = { ArrowLeft: (index ?? last) - 1, ArrowRight: (index ?? last) + 1, Home: 0, End: last }[
      event.key
    ];
    if (event.key === "Escape") leave();
    if (next === undefined) return;
    event.preventDefault();
    setPointed(Math.min(last, Math.max(0, next)));
  };

  return (
    <div
      ref={ref}
      className={classes.chart}
      style={{ height: HEIGHT }}
      tabIndex={0}
      role="slider"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={index ?? last}
      aria-valuetext={inWords(periods[index ?? last], lines)}
      onKeyDown={move}
      onFocus={() => setPointed((now) => now ?? last)}
      onBlur={leave}
      onPointerMove={point}
      onPointerDown={point}
      onPointerLeave={leave}
    >
      {width > 0 && (
        <svg width={width} height={HEIGHT} aria-hidden focusable={false}>
          <Plot periods={periods} lines={lines} scales={scales} />
          {period && index !== null && (
            <Cursor index={index} period={period} lines={lines} scales={scales} />
          )}
        </svg>
      )}
      <div aria-hidden className={classes.tip} style={tipPlace(index, scales)}>
        {period && <Tip period={period} lines={lines} />}
      </div>
    </div>
  );
}

/** Beside what is pointed at, on the side where there is more room. */
function tipPlace(index: number | null, { x, width }: Scales) {
  if (index === null) return undefined;
  const at = x(index);
  return at > width / 2 ? { right: width - at + 12 } : { left: at + 12 };
}
