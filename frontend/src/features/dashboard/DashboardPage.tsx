import { SimpleGrid, Stack } from "@mantine/core";
import { IconSpeakerphone } from "@tabler/icons-react";

import { PageHeader } from "../../components/PageHeader";
import { StartCampaign } from "../../components/StartCampaign";
import { CallBacks } from "./CallBacks";
import { CallsNow } from "./CallsNow";
import { Campaigns } from "./Campaigns";
import { Funnel, Outcomes } from "./Distributions";
import { FailedToday } from "./FailedToday";
import { Figures } from "./Figures";
import { FirstSteps } from "./FirstSteps";
import { Freshness } from "./Freshness";
import { MeetingsToday } from "./MeetingsToday";
import { PausedCampaigns } from "./PausedCampaigns";
import { RecentActivity } from "./RecentActivity";
import { useOverview } from "./useOverview";

/**
 * What is happening now. Each part asks for what it shows, again every few seconds while the page is visible,
 * and loads and fails on its own.
 */
export function Component() {
  const { data: isNew } = useOverview(
    ({ total_leads, total_calls }) => total_leads === 0 && total_calls === 0,
  );
  return (
    <>
      <PageHeader
        title="Dashboard"
        description={<Freshness />}
        actions={
          !isNew && <StartCampaign variant="filled" leftSection={<IconSpeakerphone size={16} />} />
        }
      />
      {isNew ? <FirstSteps /> : <Parts />}
    </>
  );
}

function Parts() {
  return (
    <Stack gap="md">
      <Figures />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <Stack gap="md">
          <Campaigns />
          <PausedCampaigns />
          <MeetingsToday />
        </Stack>
        <Stack gap="md">
          <CallsNow />
          <CallBacks />
          <FailedToday />
        </Stack>
        <Outcomes />
        <Funnel />
      </SimpleGrid>
      <RecentActivity />
    </Stack>
  );
}
