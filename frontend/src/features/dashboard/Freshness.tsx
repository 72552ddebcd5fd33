import { useNow } from "../../lib/useNow";
import { oldestOf, updated } from "./age";
import type { DashboardQueries } from "./useDashboard";

/** "Updated 5 seconds ago", counting. */
export function Freshness({ queries }: { queries: DashboardQueries }) {
  const now = useNow(1000);
  const oldest = oldestOf(Object.values(queries));
  return <>{oldest === null ? "Loading…" : updated(oldest, now)}</>;
}
