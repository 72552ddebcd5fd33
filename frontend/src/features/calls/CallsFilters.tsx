import { Button, Group } from "@mantine/core";
import { IconPhoneCall } from "@tabler/icons-react";

import { FilterPill } from "../../components/FilterPill";
import { FilterSelect } from "../../components/FilterSelect";
import { type Day, fullDay, rangeInWords } from "../../lib/days";
import { CALL_OUTCOME, options } from "../../lib/labels";
import type { ListAddress } from "../../lib/useListAddress";
import { useCampaignName } from "../campaigns/useCampaigns";
import { filtersOf, NO_FILTER } from "./callQuery";

interface Props {
  address: ListAddress;
  campaigns: ReadonlyMap<string, string>;
}

/** One list at a time: choosing one takes the others off, which can be seen. The days stay. */
export function CallsFilters({ address, campaigns }: Props) {
  const { active, outcome, campaign_id, from, to } = filtersOf(address);
  return (
    <Group mb="md" gap="sm">
      <Button
        aria-pressed={active === true}
        variant={active ? "filled" : "default"}
        leftSection={<IconPhoneCall size={16} />}
        onClick={() => address.set({ ...NO_FILTER, active: active ? null : "true" })}
      >
        In progress now
      </Button>
      <FilterSelect
        label="Outcome"
        any="Any outcome"
        options={options(CALL_OUTCOME)}
        value={outcome ?? null}
        onChange={(chosen) => address.set({ ...NO_FILTER, outcome: chosen })}
      />
      <CampaignSelect
        campaigns={campaigns}
        value={campaign_id ?? null}
        onChange={(chosen) => address.set({ ...NO_FILTER, campaign_id: chosen })}
      />
      {(from ?? to) && (
        <FilterPill
          text={daysInWords(from, to)}
          onRemove={() => address.set({ from: null, to: null })}
        />
      )}
    </Group>
  );
}

function daysInWords(from: Day | undefined, to: Day | undefined): string {
  if (from && to) return from === to ? fullDay(from) : rangeInWords(from, to);
  return from ? `Since ${fullDay(from)}` : `Until ${fullDay(to ?? "")}`;
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
