import { Group, Stack, Text } from "@mantine/core";
import { IconCalendarEvent, IconPhone } from "@tabler/icons-react";

import type { Activity } from "../../api/types";
import { StatusLabel } from "../../components/StatusLabel";
import { Ago } from "../../components/When";
import { activityText } from "./activityText";
import classes from "./dashboard.module.css";

const PICTURES = { call: IconPhone, meeting: IconCalendarEvent };

/** What happened last. */
export function RecentActivity({ activities }: { activities: Activity[] }) {
  if (activities.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Calls and meetings appear here as they happen.
      </Text>
    );
  }
  return (
    <Stack component="ol" gap="xs" className={classes.list}>
      {keyed(activities).map(([key, activity]) => (
        <Entry key={key} activity={activity} />
      ))}
    </Stack>
  );
}

function Entry({ activity }: { activity: Activity }) {
  const { label, who, outcome } = activityText(activity);
  const Picture = PICTURES[activity.type];
  return (
    <Group component="li" wrap="nowrap" gap="sm" className={classes.entry}>
      <Picture size={18} stroke={1.5} aria-hidden className={classes.picture} />
      <div className={classes.what}>
        <Text size="sm" component="span">
          <StatusLabel label={label} />
        </Text>
        <Text size="sm" component="span" className={classes.who}>
          {who}
          {outcome && (
            <Text span c="dimmed" inherit>
              {" "}
              – {outcome}
            </Text>
          )}
        </Text>
      </div>
      <Text size="xs" c="dimmed" className={classes.ago}>
        <Ago at={activity.time} />
      </Text>
    </Group>
  );
}

/** A feed's entries have no id; two may be of the same moment. */
function keyed(activities: Activity[]): [string, Activity][] {
  const seen = new Map<string, number>();
  return activities.map((activity) => {
    const name = `${activity.time} ${activity.type} ${activity.description}`;
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    return [`${name} ${times}`, activity];
  });
}
