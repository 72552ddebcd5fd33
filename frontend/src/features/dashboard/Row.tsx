import { Anchor, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";

import classes from "./dashboard.module.css";

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
