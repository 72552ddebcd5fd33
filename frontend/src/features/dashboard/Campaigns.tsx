import { Anchor, Group, Stack, Text } from "@mantine/core";
import { Link } from "react-router";

import { api } from "../../api/client";
import type { CampaignFigures } from "../../api/types";
import { count, percent } from "../../lib/format";
import { LIVE_MS } from "../../lib/live";
import classes from "./dashboard.module.css";
import { Part } from "./Part";

/** How far the running campaigns are. */
export function Campaigns() {
  const query = api.useQuery("get", "/api/analytics/active-campaigns", undefined, {
    refetchInterval: LIVE_MS,
  });
  return (
    <Part
      title="Running campaigns"
      what="the running campaigns"
      query={query}
      more={{ to: "/campaigns", text: "All campaigns" }}
      height={60}
    >
      {({ campaigns }) => <ProgressList campaigns={campaigns} />}
    </Part>
  );
}

function ProgressList({ campaigns }: { campaigns: CampaignFigures[] }) {
  if (campaigns.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No campaign is running.{" "}
        <Anchor component={Link} to="/leads?dialog=campaign" inherit underline="always">
          Start one
        </Anchor>{" "}
        to call your pending leads.
      </Text>
    );
  }
  return (
    <Stack component="ul" gap="md" className={classes.list}>
      {campaigns.map((campaign) => (
        <Progress key={campaign.campaign_id} campaign={campaign} />
      ))}
    </Stack>
  );
}

function Progress({ campaign }: { campaign: CampaignFigures }) {
  const { name, completed, calling, queued, total, progress } = campaign;
  const words = `${count(completed)} completed, ${count(calling)} calling, ${count(queued)} queued`;
  const width = (part: number) => `${total > 0 ? (part / total) * 100 : 0}%`;
  return (
    <li>
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Anchor component={Link} to={`/campaigns/${campaign.campaign_id}`} fz="sm" fw={600} truncate>
          {name}
        </Anchor>
        <Text size="sm" className={classes.figure}>
          {percent(progress)}
        </Text>
      </Group>
      <div
        className={classes.track}
        role="progressbar"
        aria-label={name}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(progress)}
        aria-valuetext={words}
      >
        <span className={classes.completed} style={{ width: width(completed) }} />
        <span className={classes.calling} style={{ width: width(calling) }} />
      </div>
      <Text size="xs" c="dimmed">
        {words}
      </Text>
    </li>
  );
}
