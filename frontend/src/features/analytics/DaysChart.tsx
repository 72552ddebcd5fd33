import { Group, Text } from "@mantine/core";

import classes from "./analytics.module.css";
import type { Period } from "./figures";
import { LineChart } from "./LineChart";
import { Sample } from "./Marker";
import type { Line } from "./series";

interface Props {
  label: string;
  periods: Period[];
  lines: Line[];
}

/** Figures over time, with what each line stands for. */
export function DaysChart({ label, periods, lines }: Props) {
  return (
    <>
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
      <LineChart label={label} periods={periods} lines={lines} />
    </>
  );
}
