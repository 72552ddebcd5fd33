import { useQueryClient } from "@tanstack/react-query";

import { useNow } from "../../lib/useNow";
import { oldestOf, updated } from "./age";

/** "Updated 5 seconds ago", counting. */
export function Freshness() {
  const now = useNow(1000);
  // Looked up every second rather than watched: nothing is redrawn because a part has come.
  const shown = useQueryClient().getQueryCache().findAll({ type: "active" });
  const oldest = oldestOf(shown.map(({ state }) => state));
  return <>{oldest === null ? "Loading…" : updated(oldest, now)}</>;
}
