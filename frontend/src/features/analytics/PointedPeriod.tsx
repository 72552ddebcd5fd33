import { Group, Paper, Text } from "@mantine/core";

import { fullDay, rangeInWords } from "../../lib/days";
import classes from "./analytics.module.css";
import { HEIGHT, MARGIN, type Scales } from "./chartScales";
import type { Period } from "./figures";
import { Marker, Sample } from "./Marker";
import type { Line } from "./series";

interface CursorProps {
  index: number;
  period: Period;
  lines: Line[];
  scales: Scales;
}

/** Marks the period that is pointed at. */
export function Cursor({ index, period, lines, scales: { x, y } }: CursorProps) {
  return (
    <>
      <line
        x1={x(index)}
        x2={x(index)}
        y1={MARGIN.top}
        y2={HEIGHT - MARGIN.bottom}
        className={classes.cursor}
      />
      {lines.map(({ name, shape, color }) => {
        const value = period[name];
        return (
          value !== null && <Marker key={name} cx={x(index)} cy={y(value)} shape={shape} color={color} />
        );
      })}
    </>
  );
}

/** Says what the lines are at, in a period. */
export function Tip({ period, lines }: { period: Period; lines: Line[] }) {
  return (
    <Paper withBorder shadow="md" px="sm" py="xs" bg="var(--surface)">
      <Text size="sm" fw={600} mb={4}>
        {periodName(period)}
      </Text>
      {lines.map((line) => (
        <Group key={line.name} gap="xs" wrap="nowrap">
          <Sample line={line} />
          <Text size="sm" style={{ flex: 1 }}>
            {line.label}
          </Text>
          <Text size="sm" fw={600} className={classes.figure}>
            {valueInWords(period, line)}
          </Text>
        </Group>
      ))}
    </Paper>
  );
}

/** "Wed, 25 Nov 2026: Calls 12, Answered 8" */
export function inWords(period: Period | undefined, lines: Line[]): string {
  if (!period) return "";
  const values = lines.map((line) => `${line.label} ${valueInWords(period, line)}`);
  return `${periodName(period)}: ${values.join(", ")}`;
}

function valueInWords(period: Period, line: Line): string {
  const value = period[line.name];
  return value === null ? "–" : line.format(value);
}

function periodName({ first, last }: Period): string {
  return first === last ? fullDay(first) : rangeInWords(first, last);
}
