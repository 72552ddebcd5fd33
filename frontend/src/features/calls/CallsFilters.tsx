import { Button, Group } from "@mantine/core";
import { IconPhoneCall } from "@tabler/icons-react";

import { FilterSelect } from "../../components/FilterSelect";
import { CALL_OUTCOME, options } from "../../lib/labels";
import type { ListAddress } from "../../lib/useListAddress";
import { useCampaignName } from "../campaigns/useCampaigns";
import { filtersOf, NO_FILTERS } from "./callQuery";

interface Props {
  address: ListAddress;
  campaigns: ReadonlyMap<string, string>;
}

/** One filter at a time: choosing one takes the others off, which can be seen. */
export function CallsFilters({ address, campaigns }: Props) {
  const { active, outcome, campaign_id } = filtersOf(address);
  return (
    <Group mb="md" gap="sm">
      <Button
        aria-pressed={active === true}
        variant={active ? "filled" : "default"}
        leftSection={<IconPhoneCall size={16} />}
        onClick={() => address.set({ ...NO_FILTERS, active: active ? null : "true" })}
      >
        In progress now
      </Button>
      <FilterSelect
        label="Outcome"
        any="Any outcome"
        options={options(CALL_OUTCOME)}
        value={outcome ?? null}
        onChange={(chosen) => address.set({ ...NO_FILTERS, outcome: chosen })}
      />
      <CampaignSelect
        campaigns={campaigns}
        value={campaign_id ?? null}
        onChange={(chosen) => address.set({ ...NO_FILTERS, campaign_id: chosen })}
      />
    </Group>
  );
}

interface SelectProps {
  campaigns: ReadonlyMap<string, string>;
  value: string | null;
  onChange: (value: string | null) => void;
}

/** The newest campaigns, and the one the address names, however old it is. */
function CampaignSelect({ campaigns, value, onChange }: SelectProps) {
  const isListed = value === null || campaigns.has(value);
  const name = useCampaignName(value ?? "", !isListed);
  const listed = [...campaigns].map(([id, label]) => ({ value: id, label }));
  return (
    <FilterSelect
      label="Campaign"
      any="Any campaign"
      options={isListed ? listed : [{ value, label: name ?? "This campaign" }, ...listed]}
      value={value}
      onChange={onChange}
    />
  );
}
