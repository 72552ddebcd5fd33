import { Anchor, Text } from "@mantine/core";
import { IconPhone, IconPhoneOff } from "@tabler/icons-react";
import { Link } from "react-router";

import { api } from "../../api/client";
import type { Call } from "../../api/types";
import { type Column, DataTable } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { NothingFound } from "../../components/NothingFound";
import { PagedList, useList } from "../../components/PagedList";
import { StartCampaign } from "../../components/StartCampaign";
import { StatusLabel } from "../../components/StatusLabel";
import { Ago } from "../../components/When";
import { CALL_OUTCOME, CALL_STATE, LANGUAGE } from "../../lib/labels";
import { LIVE_MS } from "../../lib/live";
import { rangBack } from "../../lib/rangBack";
import type { ListAddress } from "../../lib/useListAddress";
import { CampaignLink } from "../campaigns/CampaignLink";
import { CallLength } from "./CallLength";
import { type CallFilters, filtersOf, isLive, NO_FILTERS, PAGE_SIZE, TALKING_MS } from "./callQuery";

interface Props {
  address: ListAddress;
  campaigns: ReadonlyMap<string, string>;
}

function columns(campaigns: ReadonlyMap<string, string>): Column<Call>[] {
  return [
    { header: "Lead", cell: (call) => <CalledLead call={call} /> },
    { header: "Outcome", width: 10.5, cell: (call) => <OutcomeSoFar call={call} /> },
    {
      header: "State",
      width: 7.5,
      cell: (call) => <StatusLabel label={CALL_STATE[call.state]} />,
      from: "sm",
    },
    { header: "Language", width: 7.5, cell: (call) => LANGUAGE[call.language], from: "lg" },
    {
      header: "Duration",
      width: 6,
      cell: (call) => <CallLength call={call} />,
      from: "sm",
      align: "right",
    },
    {
      header: "Campaign",
      cell: (call) => <CampaignLink id={call.campaign_id} name={campaigns.get(call.campaign_id)} />,
      from: "lg",
    },
    { header: "Started", width: 9.5, cell: (call) => <Ago at={call.started_at} />, from: "sm" },
  ];
}

/** Who was called; on a phone with when, and for how long, too. */
function CalledLead({ call }: { call: Call }) {
  return (
    <>
      <Anchor component={Link} to={`/calls/${call.id}`} fw={500}>
        {call.lead.name}
      </Anchor>
      <Text size="xs" c="dimmed" visibleFrom="sm">
        {call.lead.phone}
        {note(call)}
      </Text>
      <Text size="xs" c="dimmed" hiddenFrom="sm">
        <Ago at={call.started_at} /> · <CallLength call={call} />
        {note(call)}
      </Text>
    </>
  );
}

/** What tells it from other calls: figures leave tests out, this list does not. */
function note(call: Call) {
  return `${rangBack(call) ? " · rang back" : ""}${call.test ? " · test" : ""}`;
}

/** How the call ended; where its state has no column, on a phone, how it stands until then. */
function OutcomeSoFar({ call }: { call: Call }) {
  if (call.outcome) return <StatusLabel label={CALL_OUTCOME[call.outcome]} />;
  return (
    <>
      <Text span inherit visibleFrom="sm">
        –
      </Text>
      <Text span inherit hiddenFrom="sm">
        <StatusLabel label={CALL_STATE[call.state]} />
      </Text>
    </>
  );
}

export function CallList({ address, campaigns }: Props) {
  const filters = filtersOf(address);
  const calls = useList(address, PAGE_SIZE, (page) =>
    api.queryOptions(
      "get",
      "/api/calls",
      { params: { query: { ...filters, ...page } } },
      { refetchInterval: ({ state }) => (state.data?.calls.some(isLive) ? TALKING_MS : LIVE_MS) },
    ),
  );
  return (
    <PagedList
      list={calls}
      what="calls"
      // Calls in progress, and those of days, are counted no further than they are read.
      isCounted={!filters.active && !filters.zone}
      empty={<NoCalls filters={filters} onClear={() => address.set(NO_FILTERS)} />}
    >
      {(shown) => (
        <DataTable
          {...shown}
          label="Calls"
          columns={columns(campaigns)}
          rowKey={(call) => call.id}
          rowHref={(call) => `/calls/${call.id}`}
        />
      )}
    </PagedList>
  );
}

function NoCalls({ filters, onClear }: { filters: CallFilters; onClear: () => void }) {
  if (filters.active) {
    return (
      <NothingFound icon={IconPhoneOff} title="No calls in progress" what="calls" onClear={onClear}>
        Calls appear here as soon as a campaign places them.
      </NothingFound>
    );
  }
  if (Object.keys(filters).length > 0) {
    return (
      <NothingFound title="No matching calls" what="calls" onClear={onClear}>
        Try other days, another outcome or another campaign.
      </NothingFound>
    );
  }
  return (
    <EmptyState icon={IconPhone} title="No calls yet" action={<StartCampaign variant="filled" />}>
      Calls appear here as soon as a campaign places them. To see how the agent responds before you call
      anyone, try the <Link to="/playground">playground</Link>.
    </EmptyState>
  );
}
