import { api } from "../../api/client";
import { LIVE_MS } from "../../app/queryClient";
import { addDays } from "../../lib/days";
import { viewerZone } from "../../lib/time";
import { useToday } from "../../lib/useToday";

/** Today, the 6 days before it, and the 7 before those. */
const TREND_DAYS = 14;
const ACTIVITIES = 10;
/** More calls at once are a list of their own, on the page of calls. */
const CALLS_SHOWN = 10;

const live = { refetchInterval: LIVE_MS };

/**
 * Everything that the dashboard shows, asked for anew every few seconds while the page is visible. Each
 * query loads and fails on its own.
 */
export function useDashboard() {
  const today = useToday();
  const fortnight = { from: addDays(today, 1 - TREND_DAYS), to: today, zone: viewerZone };
  return {
    overview: api.useQuery("get", "/api/analytics/overview", undefined, live),
    days: api.useQuery("get", "/api/analytics/time-series", { params: { query: fortnight } }, live),
    campaigns: api.useQuery("get", "/api/analytics/active-campaigns", undefined, live),
    calls: api.useQuery(
      "get",
      "/api/calls",
      { params: { query: { active: true, page_size: CALLS_SHOWN } } },
      live,
    ),
    outcomes: api.useQuery("get", "/api/analytics/call-outcomes", undefined, live),
    statuses: api.useQuery("get", "/api/analytics/lead-status-distribution", undefined, live),
    activity: api.useQuery(
      "get",
      "/api/analytics/recent-activity",
      { params: { query: { limit: ACTIVITIES } } },
      live,
    ),
  };
}

export type DashboardQueries = ReturnType<typeof useDashboard>;
