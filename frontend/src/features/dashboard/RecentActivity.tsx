import { Anchor, Group, Stack, Text } from "@mantine/core";
import { IconCalendarEvent, IconPhone } from "@tabler/icons-react";
import { Link } from "react-router";

import { api } from "../../api/client";
import type { Activity } from "../../api/types";
import { StatusLabel } from "../../components/StatusLabel";
import { Ago } from "../../components/When";
import { LIVE_MS } from "../../lib/live";
import { activityText } from "./activityText";
import classes from "./dashboard.module.css";
import { Part } from "./Part";

const ACTIVITIES = 10;

const PICTURES = { call: IconPhone, meeting: IconCalendarEvent };
const PAGES = { call: "/calls", meeting: "/meetings" };

/** What happened last. */
export function RecentActivity() {
  const query = api.useQuery(
    "get",
    "/api/analytics/recent-activity",
    { params: { query: { limit: ACTIVITIES } } },
    { refetchInterval: LIVE_MS },
  );
  return (
    <Part title="Recent activity" what="the recent activity" query={query} height={320}>
      {({ activities }) => <Entries activities={activities} />}
    </Part>
  );
}

function Entries({ activities }: { activities: Activity[] }) {
  if (activities.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Calls and meetings appear here as they happen.
      </Text>
    );
  }
  return (
    <Stack component="ol" gap="xs" className={classes.list}>
      {activities.map((activity) => (
        <Entry key={activity.id} activity={activity} />
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
          <Anchor component={Link} to={`${PAGES[activity.type]}/${activity.id}`} inherit fw={600}>
            {who}
          </Anchor>
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
