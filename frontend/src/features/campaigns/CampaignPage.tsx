import { Grid, Stack } from "@mantine/core";
import { useParams } from "react-router";

import { api } from "../../api/client";
import type { CampaignDetail, CampaignState } from "../../api/types";
import { AttemptsTable } from "../../components/AttemptsTable";
import { DetailPage } from "../../components/DetailPage";
import { Only } from "../../components/Only";
import { PageHeader } from "../../components/PageHeader";
import { Section } from "../../components/Section";
import { SkeletonBlock, SkeletonCards } from "../../components/Skeletons";
import { StatusLabel } from "../../components/StatusLabel";
import { CAMPAIGN_STATE } from "../../lib/labels";
import { LIVE_MS } from "../../lib/live";
import { CampaignActions } from "./CampaignActions";
import { CampaignCalls } from "./CampaignCalls";
import { CampaignFacts } from "./CampaignFacts";
import { CampaignKpis } from "./CampaignKpis";
import { Decisions } from "./Decisions";
import { LeadsByStatus } from "./LeadsByStatus";
import { isMoving, progressOf } from "./progress";
import { PauseReason } from "./PauseReason";
import { ProgressSection } from "./ProgressSection";

const BACK = { to: "/campaigns", label: "Campaigns" };
/** How often a campaign that changes by itself is asked for. */
const BUSY_MS = 3_000;

export function Component() {
  const { campaignId = "" } = useParams();
  const campaign = api.useQuery(
    "get",
    "/api/campaigns/{campaign_id}",
    { params: { path: { campaign_id: campaignId } } },
    { refetchInterval: ({ state }) => refreshOf(state.data) },
  );
  return (
    <DetailPage query={campaign} title="Campaign" back={BACK} skeleton={<Skeleton />}>
      {(shown) => <Shown campaign={shown} />}
    </DetailPage>
  );
}

function refreshOf(campaign: CampaignDetail | undefined): number {
  return campaign && isMoving(campaign.status, progressOf(campaign)) ? BUSY_MS : LIVE_MS;
}

function Skeleton() {
  return (
    <Stack gap="lg">
      <SkeletonCards />
      <SkeletonBlock height={300} />
    </Stack>
  );
}

const MEANING: Record<CampaignState, string | null> = {
  STARTING: "Queuing its leads. Calls start once all of them are queued.",
  RUNNING: null,
  PAUSED: "No new calls until you resume it. Calls in progress finish normally.",
  CANCELLED: "Leads that were not called are pending again, and nobody is called again.",
  COMPLETED: null,
};

function Shown({ campaign }: { campaign: CampaignDetail }) {
  return (
    <>
      <PageHeader
        title={campaign.name}
        badge={<StatusLabel label={CAMPAIGN_STATE[campaign.status]} />}
        description={campaign.pause_reason ? null : MEANING[campaign.status]}
        back={BACK}
        actions={
          <Only least="operator">
            <CampaignActions campaign={campaign} />
          </Only>
        }
      />
      <Stack gap="lg">
        {campaign.pause_reason && <PauseReason reason={campaign.pause_reason} />}
        <ProgressSection campaign={campaign} every={refreshOf(campaign)} />
        <CampaignKpis campaign={campaign} />
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, md: 7 }}>
            <LeadsByStatus campaign={campaign} />
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <CampaignFacts campaign={campaign} />
          </Grid.Col>
        </Grid>
        {campaign.progress.attempts.length > 0 && (
          <Section title="Calls by attempt">
            <AttemptsTable attempts={campaign.progress.attempts} />
          </Section>
        )}
        <CampaignCalls campaignId={campaign.id} every={refreshOf(campaign)} />
        <Decisions campaignId={campaign.id} name={campaign.name} />
      </Stack>
    </>
  );
}
