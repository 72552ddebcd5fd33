import { SimpleGrid } from "@mantine/core";
import { IconCalendarEvent, IconCheck, IconPhone, IconPhoneCheck } from "@tabler/icons-react";

import type { CampaignDetail } from "../../api/types";
import { StatCard } from "../../components/StatCard";
import { count, counted, percent } from "../../lib/format";
import { progressOf, share } from "./progress";

export function CampaignKpis({ campaign }: { campaign: CampaignDetail }) {
  const { calls, active_calls, answered_calls, meetings } = campaign.progress;
  const progress = progressOf(campaign);
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
      <StatCard
        label="Leads done"
        value={count(progress.done)}
        icon={IconCheck}
        hint={`${percent(share(progress.done, progress))} of ${counted(progress.total, "lead")}`}
      />
      <StatCard
        label="Calls"
        value={count(calls)}
        icon={IconPhone}
        hint={active_calls > 0 ? `${count(active_calls)} in progress` : "None in progress"}
      />
      <StatCard
        label="Answered"
        value={count(answered_calls)}
        icon={IconPhoneCheck}
        hint={
          calls > 0 ? `${percent((answered_calls / calls) * 100)} of calls, by a person` : "No calls yet"
        }
      />
      <StatCard
        label="Meetings"
        value={count(meetings)}
        icon={IconCalendarEvent}
        hint={
          answered_calls > 0
            ? `${percent((meetings / answered_calls) * 100)} of answered calls`
            : "Booked in this campaign"
        }
      />
    </SimpleGrid>
  );
}
