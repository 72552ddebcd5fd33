import { Text } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";

import classes from "./Notice.module.css";

interface Props {
  severity?: "critical" | "warning" | "info";
  title: ReactNode;
  children: ReactNode;
  /** Read out at once, or when nothing else is. */
  role?: "alert" | "status";
}

/** Something to know, framed in the colour of its weight. */
export function Notice({ severity = "warning", title, children, role }: Props) {
  const Picture = severity === "info" ? IconInfoCircle : IconAlertTriangle;
  return (
    <div className={classes.notice} data-severity={severity} role={role}>
      <Picture size={20} className={classes.picture} aria-hidden />
      <div className={classes.words}>
        <Text fw={600} size="sm">
          {title}
        </Text>
        {children}
      </div>
    </div>
  );
}
