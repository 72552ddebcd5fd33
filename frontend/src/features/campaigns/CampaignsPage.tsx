import { Group } from "@mantine/core";
import { IconSpeakerphone } from "@tabler/icons-react";
import { useState } from "react";

import { FilterSelect } from "../../components/FilterSelect";
import { PageHeader } from "../../components/PageHeader";
import { StartCampaign } from "../../components/StartCampaign";
import { CAMPAIGN_STATE, codeOf, options } from "../../lib/labels";
import { useListAddress } from "../../lib/useListAddress";
import { CampaignList } from "./CampaignList";
import { CompareBar } from "./CompareBar";

export function Component() {
  const address = useListAddress();
  const status = codeOf(CAMPAIGN_STATE, address.get("status"));
  const [ticked, tick] = useState<ReadonlySet<string>>(new Set());
  return (
    <>
      <PageHeader
        title="Campaigns"
        description="Call many leads one after another, each within their local calling hours."
        actions={<StartCampaign variant="filled" leftSection={<IconSpeakerphone size={16} />} />}
      />
      <Group mb="md">
        <FilterSelect
          label="State"
          any="Any state"
          options={options(CAMPAIGN_STATE)}
          value={status ?? null}
          onChange={(chosen) => address.set({ status: chosen })}
        />
      </Group>
      <CompareBar ids={ticked} onClear={() => tick(new Set())} />
      <CampaignList address={address} status={status} chosen={ticked} onChoose={tick} />
    </>
  );
}
