import { Text } from "@mantine/core";

import { api } from "../../api/client";
import type { Campaign } from "../../api/types";
import { counted } from "../../lib/format";
import { LIVE_MS } from "../../lib/live";
import { ProgressBar } from "./ProgressBar";
import { isMoving, progressOf, progressOfRunning } from "./progress";

/**
 * How far a campaign of the list is. The list itself does not tell: the running ones are asked for
 * all at once, a completed one is done, and only the others are asked for one by one.
 */
export function ListedProgress({ campaign }: { campaign: Campaign }) {
  if (campaign.status === "COMPLETED") {
    const { total_leads: total } = campaign;
    return <ProgressBar progress={{ done: total, calling: 0, queued: 0, later: 0, total }} />;
  }
  if (campaign.status === "STARTING") return <Queueing campaign={campaign} />;
  if (campaign.status === "RUNNING") return <OfRunning campaign={campaign} />;
  return <OfOther campaign={campaign} />;
}

function Queueing({ campaign }: { campaign: Campaign }) {
  return (
    <Text size="xs" c="dimmed">
      Queuing leads: {counted(campaign.total_leads, "lead")} so far
    </Text>
  );
}

function OfRunning({ campaign }: { campaign: Campaign }) {
  const running = api.useQuery(
    "get",
    "/api/analytics/active-campaigns",
    {},
    { refetchInterval: LIVE_MS },
  );
  const own = running.data?.campaigns.find(({ campaign_id }) => campaign_id === campaign.id);
  return own ? <ProgressBar progress={progressOfRunning(own)} /> : <Unknown campaign={campaign} />;
}

function OfOther({ campaign }: { campaign: Campaign }) {
  const detail = api.useQuery(
    "get",
    "/api/campaigns/{campaign_id}",
    { params: { path: { campaign_id: campaign.id } } },
    {
      staleTime: LIVE_MS,
      // A paused one may still have calls in progress; then it changes like a running one.
      refetchInterval: ({ state: { data } }) =>
        data && isMoving(data.status, progressOf(data)) && LIVE_MS,
    },
  );
  return detail.data ? (
    <ProgressBar progress={progressOf(detail.data)} />
  ) : (
    <Unknown campaign={campaign} />
  );
}

/** Until it is known, and where it cannot be. */
function Unknown({ campaign }: { campaign: Campaign }) {
  return (
    <Text size="xs" c="dimmed">
      {counted(campaign.total_leads, "lead")}
    </Text>
  );
}
