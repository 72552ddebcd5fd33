import { Text } from "@mantine/core";

import type { CampaignDetail } from "../../api/types";
import { counted } from "../../lib/format";
import { ProgressBar } from "./ProgressBar";
import { progressOf } from "./progress";

/** How far a campaign of the list is. */
export function ListedProgress({ campaign }: { campaign: CampaignDetail }) {
  if (campaign.status === "STARTING") {
    return (
      <Text size="xs" c="dimmed">
        Queuing leads: {counted(campaign.total_leads, "lead")} so far
      </Text>
    );
  }
  const progress = progressOf(campaign);
  // The counters may be moments behind.
  const isDone = campaign.status === "COMPLETED";
  return <ProgressBar progress={isDone ? { ...progress, done: campaign.total_leads } : progress} />;
}
