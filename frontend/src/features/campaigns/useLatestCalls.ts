/** The calls that a campaign made last, the latest first. */
import { api } from "../../api/client";

const SHOWN = 10;

/** `every` is how often they are asked for, in milliseconds. */
export function useLatestCalls(campaignId: string, every: number) {
  return api.useQuery(
    "get",
    "/api/calls",
    { params: { query: { campaign_id: campaignId, page_size: SHOWN } } },
    { refetchInterval: every },
  );
}
