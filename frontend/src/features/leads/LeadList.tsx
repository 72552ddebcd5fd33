import { Anchor, Button, Group, Text } from "@mantine/core";
import { IconAddressBook } from "@tabler/icons-react";
import { Link } from "react-router";

import { api } from "../../api/client";
import type { Lead } from "../../api/types";
import { useMay } from "../../auth/useSession";
import { type Column, DataTable } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { NothingFound } from "../../components/NothingFound";
import { Only } from "../../components/Only";
import { PagedList, useList } from "../../components/PagedList";
import { StatusLabel } from "../../components/StatusLabel";
import { Ago } from "../../components/When";
import { LANGUAGE, LEAD_STATUS } from "../../lib/labels";
import { zoneName } from "../../lib/time";
import type { ListAddress } from "../../lib/useListAddress";
import { filtersOf, NO_FILTERS, PAGE_SIZE } from "./leadQuery";

interface Props {
  address: ListAddress;
  chosen: ReadonlyMap<string, Lead>;
  onChoose: (chosen: Map<string, Lead>) => void;
  onDialog: (name: string) => void;
}

const COLUMNS: Column<Lead>[] = [
  {
    header: "Name",
    cell: (lead) => (
      <>
        <Anchor component={Link} to={`/leads/${lead.id}`} fw={500}>
          {lead.name}
        </Anchor>
        <Text size="xs" c="dimmed" hiddenFrom="sm">
          {lead.phone}
        </Text>
      </>
    ),
  },
  { header: "Phone", width: 9.5, cell: (lead) => lead.phone, from: "sm" },
  { header: "E-mail", width: 11, cell: (lead) => lead.email ?? "–", from: "xl" },
  { header: "Status", width: 11.5, cell: (lead) => <StatusLabel label={LEAD_STATUS[lead.status]} /> },
  { header: "Language", width: 6.5, cell: (lead) => LANGUAGE[lead.language], from: "lg" },
  { header: "Time zone", width: 8, cell: (lead) => zoneName(lead.timezone), from: "xl" },
  { header: "Added", width: 9.5, cell: (lead) => <Ago at={lead.created_at} />, from: "md" },
];

export function LeadList({ address, chosen, onChoose, onDialog }: Props) {
  const filters = filtersOf(address);
  const maySelect = useMay("operator");
  const leads = useList(address, PAGE_SIZE, (page) =>
    api.queryOptions("get", "/api/leads", { params: { query: { ...filters, ...page } } }),
  );
  return (
    <PagedList
      list={leads}
      what="leads"
      // A search counts no further than it reads.
      isCounted={!filters.search}
      empty={
        <NoLeads filtered={Object.keys(filters).length > 0} address={address} onDialog={onDialog} />
      }
    >
      {(shown) => (
        <DataTable
          {...shown}
          label="Leads"
          columns={COLUMNS}
          rowKey={(lead) => lead.id}
          rowHref={(lead) => `/leads/${lead.id}`}
          selection={
            maySelect
              ? {
                  selected: new Set(chosen.keys()),
                  nameOf: (lead) => lead.name,
                  onChange: (ids) => {
                    const known = new Map([
                      ...chosen,
                      ...shown.rows.map((lead) => [lead.id, lead] as const),
                    ]);
                    onChoose(new Map([...known].filter(([id]) => ids.has(id))));
                  },
                }
              : undefined
          }
        />
      )}
    </PagedList>
  );
}

interface NoLeadsProps {
  filtered: boolean;
  address: ListAddress;
  onDialog: (name: string) => void;
}

function NoLeads({ filtered, address, onDialog }: NoLeadsProps) {
  if (filtered) {
    return (
      <NothingFound title="No matching leads" what="leads" onClear={() => address.set(NO_FILTERS)}>
        Search matches the beginning of any word of a name or company, of a number with its country code,
        or of an e-mail address.
      </NothingFound>
    );
  }
  return (
    <EmptyState
      icon={IconAddressBook}
      title="No leads yet"
      action={
        <Only least="operator">
          <Group>
            <Button variant="filled" onClick={() => onDialog("upload")}>
              Upload CSV
            </Button>
            <Button onClick={() => onDialog("new")}>New lead</Button>
          </Group>
        </Only>
      }
    >
      Upload a CSV file, or add someone manually. Then start a campaign.
    </EmptyState>
  );
}
