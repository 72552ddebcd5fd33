import { Card, Stack, Text } from "@mantine/core";

import type { CampaignDetail } from "../../api/types";
import { dateAndTime } from "../../lib/time";
import { useNow } from "../../lib/useNow";
import { ProgressBar } from "./ProgressBar";
import { progressOf, timeLeft } from "./progress";

/** How far the campaign is, and how long it still takes. */
export function ProgressSection({ campaign }: { campaign: CampaignDetail }) {
  const now = useNow(30_000);
  const progress = progressOf(campaign);
  const { starts_at } = campaign.policy;
  const begins =
    starts_at && new Date(starts_at).getTime() > now && progress.queued > 0 ? starts_at : null;
  const left = begins
    ? `Calls begin on ${dateAndTime(begins)} at the earliest.`
    : timeLeft(campaign.status, progress, campaign.stagger_seconds);
  const isEstimate = !begins && progress.queued > 0 && campaign.status !== "STARTING";
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
