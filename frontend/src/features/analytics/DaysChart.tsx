import "@mantine/charts/styles.css";

import { LineChart } from "@mantine/charts";
import { Group, Paper, Text } from "@mantine/core";
import type { DotItemDotProps } from "recharts";

import { fullDay, rangeInWords, shortDay } from "../../lib/days";
import classes from "./analytics.module.css";
import { Marker, Sample } from "./Marker";
import type { Period } from "./figures";
import type { Line } from "./series";

/** Beyond that many points the markers would hide the lines; dashes tell them apart then. */
const MARKED_POINTS = 60;

interface Props {
  label: string;
  periods: Period[];
  lines: Line[];
}

/** Figures over time as lines. Arrow keys lead from point to point; the tooltip follows. */
export function DaysChart({ label, periods, lines }: Props) {
  const [first] = lines;
  const byName = new Map(lines.map((line) => [line.name as string, line]));
  const isMarked = periods.length <= MARKED_POINTS;
  return (
    <>
      <Legend lines={lines} />
      <LineChart
        h={260}
        data={periods}
        dataKey="first"
        curveType="linear"
        series={lines.map(({ name, label: title, color, dash }) => ({
          name,
          label: title,
          color,
          strokeDasharray: dash,
        }))}
        lineProps={({ name }) => ({ dot: isMarked ? markerOf(byName.get(name)) : false })}
        lineChartProps={{ title: label, margin: { top: 8, right: 16 } }}
        xAxisProps={{ tickFormatter: shortDay, minTickGap: 28 }}
        yAxisProps={{ allowDecimals: false, width: 52, tickFormatter: first?.format }}
        tooltipProps={{
          content: tipOf(byName),
        }}
      />
    </>
  );
}

function Legend({ lines }: { lines: Line[] }) {
  return (
    <Group component="ul" gap="lg" mb="sm" className={classes.legend} aria-label="Lines">
      {lines.map((line) => (
        <Group component="li" key={line.name} gap="xs">
          <Sample line={line} />
          <Text size="sm" component="span">
            {line.label}
          </Text>
        </Group>
      ))}
    </Group>
  );
}

/** Draws a line's points; where there is no value there is none. */
function markerOf(line: Line | undefined) {
  return function Point({ cx, cy, value }: DotItemDotProps) {
    if (!line || value === null) return null;
    return <Marker cx={Number(cx)} cy={Number(cy)} shape={line.shape} color={line.color} />;
  };
}

interface Pointed {
  payload?: readonly { dataKey?: unknown; value?: unknown; payload?: Period }[];
}

/** Draws the tooltip of the point that is pointed at. */
function tipOf(lines: Map<string, Line>) {
  return function PointedTip({ payload }: Pointed) {
    return <Tip values={payload ?? []} lines={lines} />;
  };
}

interface TipProps {
  values: NonNullable<Pointed["payload"]>;
  lines: Map<string, Line>;
}

function Tip({ values, lines }: TipProps) {
  const period = values[0]?.payload;
  if (!period) return null;
  return (
    <Paper withBorder shadow="md" px="sm" py="xs" bg="var(--surface)">
      <Text size="sm" fw={600} mb={4}>
        {periodName(period)}
      </Text>
      {values.map(({ dataKey, value }) => {
        const line = lines.get(String(dataKey));
        if (!line) return null;
        return (
          <Group key={line.name} gap="xs" wrap="nowrap">
            <Sample line={line} />
            <Text size="sm" style={{ flex: 1 }}>
              {line.label}
            </Text>
            <Text size="sm" fw={600} className={classes.figure}>
              {typeof value === "number" ? line.format(value) : "–"}
            </Text>
          </Group>
        );
      })}
    </Paper>
  );
}

function periodName({ first, last }: Period): string {
  return first === last ? fullDay(first) : rangeInWords(first, last);
}
