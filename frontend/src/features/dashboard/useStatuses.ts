import { api } from "../../api/client";
import { LIVE_MS } from "../../lib/live";

/** How many leads stand where. */
export function useStatuses() {
  return api.useQuery("get", "/api/analytics/lead-status-distribution", undefined, {
    refetchInterval: LIVE_MS,
  });
}
