import { Anchor, Button, SimpleGrid, Stack } from "@mantine/core";
import { IconSpeakerphone } from "@tabler/icons-react";
import { Link } from "react-router";

import { PageHeader } from "../../components/PageHeader";
import { CallsNow } from "./CallsNow";
import { Campaigns } from "./Campaigns";
import { Funnel, Outcomes } from "./Distributions";
import { Figures } from "./Figures";
import { FirstSteps } from "./FirstSteps";
import { Freshness } from "./Freshness";
import { Part } from "./Part";
import { RecentActivity } from "./RecentActivity";
import { type DashboardQueries, useDashboard } from "./useDashboard";

/** What is happening now. */
export function Component() {
  const queries = useDashboard();
  const figures = queries.overview.data;
  const isNew = figures?.total_leads === 0 && figures.total_calls === 0;
  return (
    <>
      <PageHeader
        title="Dashboard"
        description={<Freshness queries={queries} />}
        actions={
          !isNew && (
            <Button
              component={Link}
              to="/leads?dialog=campaign"
              variant="filled"
              leftSection={<IconSpeakerphone size={16} />}
            >
              Start a campaign
            </Button>
          )
        }
      />
      {isNew ? <FirstSteps /> : <Parts queries={queries} />}
    </>
  );
}

function Parts({ queries }: { queries: DashboardQueries }) {
  return (
    <Stack gap="md">
      <Figures queries={queries} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <Part
          title="Running campaigns"
          what="the running campaigns"
          query={queries.campaigns}
          actions={<More to="/campaigns">All campaigns</More>}
          height={60}
        >
          {({ campaigns }) => <Campaigns campaigns={campaigns} />}
        </Part>
        <Part
          title="Calls in progress"
          what="the calls in progress"
          query={queries.calls}
          actions={<More to="/calls">All calls</More>}
          height={60}
        >
          {({ calls, next_cursor }) => <CallsNow calls={calls} hasMore={Boolean(next_cursor)} />}
        </Part>
        <Part title="Call outcomes" what="the outcomes" query={queries.outcomes} height={260}>
          {({ outcomes }) => <Outcomes outcomes={outcomes} />}
        </Part>
        <Part title="Lead funnel" what="the lead funnel" query={queries.statuses} height={260}>
          {({ statuses }) => <Funnel statuses={statuses} />}
        </Part>
      </SimpleGrid>
      <Part title="Recent activity" what="the recent activity" query={queries.activity} height={320}>
        {({ activities }) => <RecentActivity activities={activities} />}
      </Part>
    </Stack>
  );
}

function More({ to, children }: { to: string; children: string }) {
  return (
    <Anchor component={Link} to={to} fz="sm">
      {children}
    </Anchor>
  );
}
