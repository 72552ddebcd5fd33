import { Anchor } from "@mantine/core";
import { Link } from "react-router";

import { useCampaignName } from "./useCampaigns";

interface Props {
  id: string;
  /** Where it is known already, it is not asked for. */
  name?: string;
}

/** Leads to a campaign. */
export function CampaignLink({ id, name }: Props) {
  const found = useCampaignName(id, name === undefined);
  return (
    <Anchor component={Link} to={`/campaigns/${id}`} inherit>
      {name ?? found ?? "Campaign"}
    </Anchor>
  );
}
