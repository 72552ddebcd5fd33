import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";

import type { Call } from "../../api/types";
import { type Column, DataTable } from "../../components/DataTable";
import { Loaded } from "../../components/Loaded";
import { Section } from "../../components/Section";
import { SkeletonTable } from "../../components/Skeletons";
import { StatusLabel } from "../../components/StatusLabel";
import { Ago } from "../../components/When";
import { duration } from "../../lib/format";
import { CALL_OUTCOME, CALL_STATE, LANGUAGE } from "../../lib/labels";
import { useLatestCalls } from "./useLatestCalls";

const COLUMNS: Column<Call>[] = [
  {
    header: "Call to",
    cell: (call) => (
      <Anchor component={Link} to={`/calls/${call.id}`} fw={500}>
        {call.lead.name}
      </Anchor>
    ),
  },
  {
    header: "Outcome",
    width: 10.5,
    cell: (call) => (
      <StatusLabel label={call.outcome ? CALL_OUTCOME[call.outcome] : CALL_STATE[call.state]} />
    ),
  },
  { header: "Language", width: 7.5, cell: (call) => LANGUAGE[call.language], from: "md" },
  {
    header: "Duration",
    width: 6,
    cell: (call) => (call.duration === null ? "–" : duration(call.duration)),
    from: "sm",
    align: "right",
  },
  { header: "When", width: 9.5, cell: (call) => <Ago at={call.started_at} />, from: "xs" },
];

interface Props {
  campaignId: string;
  /** How often they are asked for, in milliseconds. */
  every: number;
}

/** The campaign's latest calls. */
export function CampaignCalls({ campaignId, every }: Props) {
  const calls = useLatestCalls(campaignId, every);
  return (
    <Section
      title="Latest calls"
      actions={
        <Anchor component={Link} to={`/calls?campaign_id=${campaignId}`} fz="sm">
          View all calls
        </Anchor>
      }
    >
      <Loaded query={calls} what="the calls" skeleton={<SkeletonTable rows={4} />}>
        {(page) =>
          page.calls.length === 0 ? (
            <Text size="sm" c="dimmed">
              No calls yet. They appear here as soon as they are placed.
            </Text>
          ) : (
            <DataTable
              label="Latest calls"
              columns={COLUMNS}
              rows={page.calls}
              rowKey={(call) => call.id}
              rowHref={(call) => `/calls/${call.id}`}
            />
          )
        }
      </Loaded>
    </Section>
  );
}
