import { client } from "../../api/client";
import type { Decision } from "../../api/types";

/** Every decision of a campaign, the oldest first. */
export async function allDecisions(campaignId: string): Promise<Decision[]> {
  const decisions: Decision[] = [];
  let cursor: string | undefined;
  do {
    const { data } = await client.GET("/api/campaigns/{campaign_id}/decisions", {
      params: {
        path: { campaign_id: campaignId },
        query: { order: "asc", page_size: 100, cursor },
      },
    });
    decisions.push(...(data?.decisions ?? []));
    cursor = data?.next_cursor ?? undefined;
  } while (cursor);
  return decisions;
}
