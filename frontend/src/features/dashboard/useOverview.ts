import { api } from "../../api/client";
import type { Overview } from "../../api/types";
import { LIVE_MS } from "../../lib/live";

/** The figures of all time, or what is made of them; who asks is told only when that changes. */
export function useOverview<T = Overview>(select?: (overview: Overview) => T) {
  return api.useQuery("get", "/api/analytics/overview", undefined, { refetchInterval: LIVE_MS, select });
}
