/** How old what is shown is. */

import { lazily } from "../../lib/lazily";

interface Aged {
  dataUpdatedAt: number;
  status: "pending" | "success" | "error";
}

/**
 * When the oldest part came, in milliseconds; null before any has. A part that cannot be refreshed says so
 * itself and does not make the others old.
 */
export function oldestOf(queries: Aged[]): number | null {
  const times = queries
    .filter((q) => q.status !== "error" && q.dataUpdatedAt > 0)
    .map((q) => q.dataUpdatedAt);
  return times.length > 0 ? Math.min(...times) : null;
}

const relative = lazily(() => new Intl.RelativeTimeFormat(undefined, { numeric: "always" }));

/** "Updated 5 seconds ago" */
export function updated(at: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  if (seconds < 1) return "Updated just now";
  if (seconds < 60) return `Updated ${relative().format(-seconds, "second")}`;
  return `Updated ${relative().format(-Math.floor(seconds / 60), "minute")}`;
}
