import { Anchor, Text } from "@mantine/core";
import { IconFilterOff, IconSpeakerphone } from "@tabler/icons-react";
import { Link } from "react-router";

import { api } from "../../api/client";
import type { CampaignDetail, CampaignState } from "../../api/types";
import { type Column, DataTable } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { NothingFound } from "../../components/NothingFound";
import { PagedList, useList } from "../../components/PagedList";
import { StartCampaign } from "../../components/StartCampaign";
import { StatusLabel } from "../../components/StatusLabel";
import { Ago } from "../../components/When";
import { count, percent } from "../../lib/format";
import { CAMPAIGN_STATE } from "../../lib/labels";
import type { ListAddress } from "../../lib/useListAddress";
import { ListedProgress } from "./ListedProgress";

const PAGE_SIZE = 25;

const COLUMNS: Column<CampaignDetail>[] = [
  {
    header: "Name",
    cell: (campaign) => (
      <>
        <Anchor component={Link} to={`/campaigns/${campaign.id}`} fw={500}>
          {campaign.name}
        </Anchor>
        <Text size="xs" component="div" hiddenFrom="sm">
          <StatusLabel label={CAMPAIGN_STATE[campaign.status]} />
        </Text>
      </>
    ),
  },
  {
    header: "State",
    width: 8,
    cell: (campaign) => <StatusLabel label={CAMPAIGN_STATE[campaign.status]} />,
    from: "sm",
  },
  { header: "Progress", width: 20, cell: (campaign) => <ListedProgress campaign={campaign} /> },
  {
    header: "Meetings",
    width: 8.5,
    align: "right",
    from: "md",
    cell: (campaign) => <Meetings campaign={campaign} />,
  },
  { header: "Started", width: 9.5, cell: (campaign) => <Ago at={campaign.created_at} />, from: "md" },
];

interface Props {
  address: ListAddress;
  status: CampaignState | undefined;
  /** The ids of those that are ticked, on whatever page. */
  chosen: ReadonlySet<string>;
  onChoose: (ids: Set<string>) => void;
}

/** The campaigns, the newest first. */
export function CampaignList({ address, status, chosen, onChoose }: Props) {
  const campaigns = useList(address, PAGE_SIZE, (page) =>
    api.queryOptions("get", "/api/campaigns", { params: { query: { status, ...page } } }),
  );
  return (
    <PagedList
      list={campaigns}
      what="campaigns"
      isCounted
      empty={<NoCampaigns status={status} onClear={() => address.set({ status: null })} />}
    >
      {(shown) => (
        <DataTable
          {...shown}
          label="Campaigns"
          columns={COLUMNS}
          rowKey={(campaign) => campaign.id}
          rowHref={(campaign) => `/campaigns/${campaign.id}`}
          selection={{ selected: chosen, onChange: onChoose, nameOf: (campaign) => campaign.name }}
        />
      )}
    </PagedList>
  );
}

/** How many, and of how many of the leads that are done. */
function Meetings({ campaign: { progress } }: { campaign: CampaignDetail }) {
  const { meetings, leads_done } = progress;
  return (
    <>
      {count(meetings)}
      {leads_done > 0 && (
        <Text span size="xs" c="dimmed" ml={6} title="Of the leads that are done">
          {percent((meetings / leads_done) * 100)}
        </Text>
      )}
    </>
  );
}

function NoCampaigns({ status, onClear }: { status: Props["status"]; onClear: () => void }) {
  if (status) {
    return (
      <NothingFound
        icon={IconFilterOff}
        title={`No campaign is ${CAMPAIGN_STATE[status].text.toLowerCase()}`}
        what="campaigns"
        onClear={onClear}
      >
        Campaigns in other states are hidden.
      </NothingFound>
    );
  }
  return (
    <EmptyState
      icon={IconSpeakerphone}
      title="No campaigns yet"
      action={<StartCampaign variant="filled" />}
    >
      A campaign calls your pending leads. Select some or all of them, then follow progress here.
    </EmptyState>
  );
}
