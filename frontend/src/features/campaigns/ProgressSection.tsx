import { Card, Stack, Text } from "@mantine/core";

import type { CampaignDetail } from "../../api/types";
import { ProgressBar } from "./ProgressBar";
import { progressOf, timeLeft } from "./progress";

/** How far the campaign is, and how long it still takes. */
export function ProgressSection({ campaign }: { campaign: CampaignDetail }) {
  const progress = progressOf(campaign);
  const left = timeLeft(campaign.status, progress, campaign.stagger_seconds);
  const isEstimate = progress.queued > 0 && campaign.status !== "STARTING";
  return (
    <Card component="section" aria-label="Progress" padding="md">
      <Stack gap={4}>
        <ProgressBar progress={progress} large />
        {left && (
          <Text size="sm" c="dimmed">
            {left}
            {isEstimate && " Waiting for calling hours is not included."}
          </Text>
        )}
      </Stack>
    </Card>
  );
}
