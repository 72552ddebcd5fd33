import { PageHeader } from "../../components/PageHeader";
import { useListAddress } from "../../lib/useListAddress";
import { useCampaigns } from "../campaigns/useCampaigns";
import { CallList } from "./CallList";
import { CallsFilters } from "./CallsFilters";

export function Component() {
  const address = useListAddress();
  const campaigns = useCampaigns();
  return (
    <>
      <PageHeader title="Calls" description="Every call with its transcript, newest first." />
      <CallsFilters address={address} campaigns={campaigns} />
      <CallList address={address} campaigns={campaigns} />
    </>
  );
}
