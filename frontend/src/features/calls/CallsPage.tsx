import { PageHeader } from "../../components/PageHeader";
import { useListAddress } from "../../lib/useListAddress";
import { CallList } from "./CallList";
import { CallsFilters } from "./CallsFilters";
import { useCampaigns } from "../campaigns/useCampaigns";

export function Component() {
  const address = useListAddress();
  const campaigns = useCampaigns();
  return (
    <>
      <PageHeader
        title="Calls"
        description="Every call that was placed, the latest first, with what was said in it."
      />
      <CallsFilters address={address} campaigns={campaigns} />
      <CallList address={address} campaigns={campaigns} />
    </>
  );
}
