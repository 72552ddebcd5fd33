import { useQueryClient } from "@tanstack/react-query";

import { api, client } from "../../api/client";
import { ApiProblem } from "../../api/problem";
import type { Campaign, CampaignDetail, CampaignState } from "../../api/types";
import { notifyFailure, notifySuccess } from "../../lib/feedback";

const STEERING = {
  pause: {
    path: "/api/campaigns/{campaign_id}/pause",
    becomes: "PAUSED",
    done: "Campaign paused. Calls in progress finish normally.",
    failed: "The campaign was not paused",
  },
  resume: {
    path: "/api/campaigns/{campaign_id}/resume",
    becomes: "RUNNING",
    done: "Campaign resumed.",
    failed: "The campaign was not resumed",
  },
  cancel: {
    path: "/api/campaigns/{campaign_id}/cancel",
    becomes: "CANCELLED",
    done: "Campaign cancelled. Its queued leads become pending again.",
    failed: "The campaign was not cancelled",
  },
} as const satisfies Record<
  string,
  { becomes: CampaignState; path: string; done: string; failed: string }
>;

const OVERTAKEN = new Error("The campaign changed in the meantime. The page is up to date now.");

/** Steers a campaign: the new state is shown at once, and taken back if it is refused. */
export function useCampaignChanges({ id }: Pick<Campaign, "id">) {
  const queries = useQueryClient();
  const params = { path: { campaign_id: id } };
  const { queryKey } = api.queryOptions("get", "/api/campaigns/{campaign_id}", { params });

  const show = (status: CampaignState) =>
    queries.setQueryData<CampaignDetail>(queryKey, (campaign) => campaign && { ...campaign, status });

  /** Throws what the API refuses; what became of the campaign meanwhile is fetched. */
  const steer = async (how: keyof typeof STEERING): Promise<void> => {
    const { path, becomes, done } = STEERING[how];
    await queries.cancelQueries({ queryKey });
    const before = queries.getQueryData<CampaignDetail>(queryKey);
    show(becomes);
    try {
      await client.POST(path, { params });
      notifySuccess(done);
    } catch (error) {
      queries.setQueryData(queryKey, before);
      throw error;
    } finally {
      void queries.invalidateQueries({
        predicate: (query) => /^\/api\/(campaigns|leads|analytics)/.test(String(query.queryKey[1])),
      });
    }
  };

  /** As `steer`, but tells about a refusal in a corner. */
  const steerAndTell = (how: keyof typeof STEERING) =>
    steer(how).catch((error: unknown) => {
      // A resume is also refused while a vendor does not work; the API says so.
      const overtaken = how !== "resume" && error instanceof ApiProblem && error.status === 409;
      notifyFailure(STEERING[how].failed, overtaken ? OVERTAKEN : error);
    });

  return { steer, steerAndTell };
}
