import { api } from "../../api/client";

/** As many as a select can hold and still be of use. */
const NEWEST = 100;
const NAMES_LAST_MS = 60_000;

/** The newest campaigns by their ids, the newest first; empty until they are known. */
export function useCampaigns(): ReadonlyMap<string, string> {
  const { data } = api.useQuery(
    "get",
    "/api/campaigns",
    { params: { query: { page_size: NEWEST } } },
    { staleTime: NAMES_LAST_MS },
  );
  return new Map(data?.campaigns.map((campaign) => [campaign.id, campaign.name]));
}

/** A campaign's name; undefined until it is known. */
export function useCampaignName(id: string, enabled = true): string | undefined {
  const { data } = api.useQuery(
    "get",
    "/api/campaigns/{campaign_id}",
    { params: { path: { campaign_id: id } } },
    { staleTime: NAMES_LAST_MS, enabled },
  );
  return data?.name;
}
