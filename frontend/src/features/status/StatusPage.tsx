import { Grid, Stack } from "@mantine/core";

import { api } from "../../api/client";
import type { SystemStatus } from "../../api/types";
import { Loaded } from "../../components/Loaded";
import { PageHeader } from "../../components/PageHeader";
import { SkeletonBlock } from "../../components/Skeletons";
import { StatGridSkeleton } from "../../components/StatGrid";
import { StatusLabel } from "../../components/StatusLabel";
import { LIVE_MS } from "../../lib/live";
import { Freshness } from "../dashboard/Freshness";
import { FIGURES, Figures } from "./Figures";
import { Limits } from "./Limits";
import { PausedCampaigns } from "./PausedCampaigns";
import { Queues } from "./Queues";
import { overallOf } from "./statusLabels";
import { Vendors } from "./Vendors";

/** How the system does: what an operator looks at when something seems wrong. */
export function Component() {
  const query = api.useQuery("get", "/api/status", {}, { refetchInterval: LIVE_MS });
  return (
    <>
      <PageHeader
        title="Status"
        badge={query.data && <StatusLabel label={overallOf(query.data)} />}
        description={<Freshness />}
      />
      <Loaded query={query} what="the status" skeleton={<Skeleton />}>
        {(status) => <Parts status={status} />}
      </Loaded>
    </>
  );
}

function Skeleton() {
  return (
    <Stack gap="md">
      <StatGridSkeleton cards={FIGURES} height={74} />
      <SkeletonBlock height={300} />
    </Stack>
  );
}

function Parts({ status }: { status: SystemStatus }) {
  return (
    <Stack gap="md">
      <Figures status={status} />
      <PausedCampaigns campaigns={status.paused_campaigns} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Queues status={status} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Stack gap="md">
            <Vendors vendors={status.vendors} />
            <Limits status={status} />
          </Stack>
        </Grid.Col>
      </Grid>
    </Stack>
  );
}
