import { Button, Group } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";

import { api, client } from "../../api/client";
import { FilterPill } from "../../components/FilterPill";
import { FilterSelect } from "../../components/FilterSelect";
import { Only } from "../../components/Only";
import { SearchField } from "../../components/SearchField";
import { follow } from "../../lib/download";
import { notifyFailure } from "../../lib/feedback";
import { LEAD_STATUS, options } from "../../lib/labels";
import type { ListAddress } from "../../lib/useListAddress";
import { filtersOf } from "./leadQuery";

export function LeadsFilters({ address }: { address: ListAddress }) {
  const { status, campaign_id, partner_id } = filtersOf(address);
  return (
    <Group mb="md" gap="sm">
      <SearchField
        label="Search by name, company, number or e-mail"
        value={address.get("search") ?? ""}
        onChange={(search) => address.set({ search })}
      />
      <FilterSelect
        label="Status"
        any="Any status"
        options={options(LEAD_STATUS)}
        value={status ?? null}
        onChange={(chosen) => address.set({ status: chosen })}
      />
      {campaign_id && (
        <CampaignPill id={campaign_id} onRemove={() => address.set({ campaign_id: null })} />
      )}
      {partner_id && <PartnerPill id={partner_id} onRemove={() => address.set({ partner_id: null })} />}
      <Only least="operator">
        <ExportButton address={address} />
      </Only>
    </Group>
  );
}

function CampaignPill({ id, onRemove }: { id: string; onRemove: () => void }) {
  const campaign = api.useQuery("get", "/api/campaigns/{campaign_id}", {
    params: { path: { campaign_id: id } },
  });
  return <FilterPill text={`Campaign: ${campaign.data?.name ?? id}`} onRemove={onRemove} />;
}

function PartnerPill({ id, onRemove }: { id: string; onRemove: () => void }) {
  const partner = api.useQuery("get", "/api/partners/{partner_id}", {
    params: { path: { partner_id: id } },
  });
  return <FilterPill text={`Partner: ${partner.data?.name ?? id}`} onRemove={onRemove} />;
}

/** Exports the leads that are listed. */
function ExportButton({ address }: { address: ListAddress }) {
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      const { data } = await client.GET("/api/leads/export", {
        params: { query: filtersOf(address) },
      });
      if (data) follow(data.download_url);
    } catch (error) {
      notifyFailure("The leads were not exported", error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button ml="auto" leftSection={<IconDownload size={16} />} loading={busy} onClick={() => void run()}>
      Export
    </Button>
  );
}
