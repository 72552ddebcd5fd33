import { Card, Stack, Text } from "@mantine/core";

import type { CampaignDetail } from "../../api/types";
import { dateAndTime } from "../../lib/time";
import { useNow } from "../../lib/useNow";
import { ProgressBar } from "./ProgressBar";
import { paceInWords } from "./pace";
import { progressOf, timeLeft } from "./progress";
import { useLatestCalls } from "./useLatestCalls";

interface Props {
  campaign: CampaignDetail;
  /** How often its latest calls are asked for, in milliseconds. */
  every: number;
}

/** How far the campaign is, and how long it still takes. */
export function ProgressSection({ campaign, every }: Props) {
  const now = useNow(30_000);
  const progress = progressOf(campaign);
  const { starts_at } = campaign.policy;
  const begins =
    starts_at && new Date(starts_at).getTime() > now && progress.queued > 0 ? starts_at : null;
  const left = begins
    ? `Calls begin on ${dateAndTime(begins)} at the earliest.`
    : timeLeft(campaign.status, progress, campaign.stagger_seconds);
  const calls = useLatestCalls(campaign.id, every).data?.calls ?? [];
  const pace =
    campaign.status === "RUNNING" && progress.queued > 0
      ? paceInWords(calls, campaign.stagger_seconds, now)
      : null;
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
        {pace && (
          <Text size="sm" c="dimmed">
            {pace}
          </Text>
        )}
      </Stack>
    </Card>
  );
}
