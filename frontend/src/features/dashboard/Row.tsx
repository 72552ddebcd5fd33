import { Anchor, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { counted } from "../../lib/format";
import classes from "./dashboard.module.css";

interface RowsProps {
  /** How many there are beyond those that are shown. */
  more: number;
  /** What they are: "lead". */
  noun: string;
  children: ReactNode;
}

/** A list of {@link Row}s. */
export function Rows({ more, noun, children }: RowsProps) {
  return (
    <Stack component="ul" gap="sm" className={classes.list}>
      {children}
      {more > 0 && (
        <Text component="li" size="sm" c="dimmed">
          And {counted(more, `more ${noun}`)}
        </Text>
      )}
    </Stack>
  );
}

interface Props {
  to: string;
  name: string;
  /** What is said about it, at the end of the line. */
  children: ReactNode;
}

/** One of a list, with the way to its page. */
export function Row({ to, name, children }: Props) {
  return (
    <Group component="li" justify="space-between" wrap="nowrap" gap="sm">
      <div className={classes.grow}>
        <Anchor component={Link} to={to} fz="sm" fw={600} truncate display="block">
          {name}
        </Anchor>
      </div>
      <Text size="sm" component="span">
        {children}
      </Text>
    </Group>
  );
}
