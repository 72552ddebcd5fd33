import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { count, percent } from "../lib/format";
import type { Tone } from "../lib/labels";
import classes from "./BarList.module.css";

export interface Bar {
  key: string;
  label: ReactNode;
  value: number;
  tone?: Tone;
  /** What its share is a share of, where that is not the same for all bars. */
  of?: number;
  /** Where the bar leads, such as the list it counts. */
  to?: string;
}

interface Props {
  label: string;
  bars: Bar[];
  /** What the shares are shares of; all bars together where it is not given. */
  of?: number;
}

const shareOf = (part: number, whole: number) => (whole > 0 ? (part / whole) * 100 : 0);

/** Amounts as bars with their figures: readable without seeing a colour or a length. */
export function BarList({ label, bars, of }: Props) {
  const total = of ?? bars.reduce((sum, bar) => sum + bar.value, 0);
  const longest = Math.max(1, ...bars.map((bar) => bar.value));
  return (
    <ul className={classes.list} aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.key} className={classes.row}>
          <Text size="sm" className={classes.label} component="span">
            {bar.to ? <Link to={bar.to}>{bar.label}</Link> : bar.label}
          </Text>
          <span className={classes.track} aria-hidden>
            {bar.value > 0 && (
              <span
                className={classes.bar}
                data-tone={bar.tone ?? "info"}
                style={{ width: `${(bar.value / longest) * 100}%` }}
              />
            )}
          </span>
          <Text size="sm" className={classes.value} component="span">
            {count(bar.value)}{" "}
            <Text span size="xs" c="dimmed" className={classes.share}>
              {percent(shareOf(bar.value, bar.of ?? total))}
            </Text>
          </Text>
        </li>
      ))}
    </ul>
  );
}
