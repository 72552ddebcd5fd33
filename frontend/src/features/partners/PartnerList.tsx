import { Anchor, Button } from "@mantine/core";
import { IconPlugConnected } from "@tabler/icons-react";
import { Link } from "react-router";

import { api } from "../../api/client";
import type { Partner } from "../../api/types";
import { type Column, DataTable } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { NothingFound } from "../../components/NothingFound";
import { PagedList, useList } from "../../components/PagedList";
import { StatusLabel } from "../../components/StatusLabel";
import { Ago } from "../../components/When";
import { count } from "../../lib/format";
import type { ListAddress } from "../../lib/useListAddress";
import { activity } from "./partnerLabels";

const PAGE_SIZE = 25;

const COLUMNS: Column<Partner>[] = [
  {
    header: "Name",
    cell: (partner) => (
      <Anchor
        component={Link}
        to={`/partners/${partner.id}`}
        fw={500}
        style={{ overflowWrap: "anywhere" }}
      >
        {partner.name}
      </Anchor>
    ),
  },
  { header: "State", width: 8, cell: (partner) => <StatusLabel label={activity(partner)} /> },
  {
    header: "Rate limit",
    width: 9,
    cell: (partner) => `${count(partner.rate_limit)} a minute`,
    from: "sm",
    align: "right",
  },
  { header: "Leads", width: 6, cell: (partner) => count(partner.lead_count), align: "right" },
  { header: "Created", width: 9.5, cell: (partner) => <Ago at={partner.created_at} />, from: "md" },
];

interface Props {
  address: ListAddress;
  activeOnly: boolean;
  onCreate: () => void;
}

export function PartnerList({ address, activeOnly, onCreate }: Props) {
  const partners = useList(address, PAGE_SIZE, (page) =>
    api.queryOptions("get", "/api/partners", {
      params: { query: { active_only: activeOnly || undefined, ...page } },
    }),
  );
  return (
    <PagedList
      list={partners}
      what="partners"
      skeletonRows={5}
      empty={<NoPartners activeOnly={activeOnly} address={address} onCreate={onCreate} />}
    >
      {(shown) => (
        <DataTable
          {...shown}
          label="Partners"
          columns={COLUMNS}
          rowKey={(partner) => partner.id}
          rowHref={(partner) => `/partners/${partner.id}`}
        />
      )}
    </PagedList>
  );
}

function NoPartners({ activeOnly, address, onCreate }: Props) {
  if (activeOnly) {
    return (
      <NothingFound
        icon={IconPlugConnected}
        title="No active partners"
        what="partners"
        onClear={() => address.set({ active_only: null })}
      >
        Inactive partners are hidden.
      </NothingFound>
    );
  }
  return (
    <EmptyState
      icon={IconPlugConnected}
      title="No partners yet"
      action={
        <Button variant="filled" onClick={onCreate}>
          New partner
        </Button>
      }
    >
      Create a partner to let another system send leads. It gets an API key, can look up its leads, and
      can receive webhooks.{" "}
      <Anchor component={Link} to="/docs/partners" underline="always">
        How it works
      </Anchor>
    </EmptyState>
  );
}
