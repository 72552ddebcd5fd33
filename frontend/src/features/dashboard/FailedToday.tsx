import { api } from "../../api/client";
import { BarList } from "../../components/BarList";
import { Section } from "../../components/Section";
import { FAILURE_REASON } from "../../lib/labels";
import { LIVE_MS } from "../../lib/live";
import { viewerZone } from "../../lib/time";
import { useToday } from "../../lib/useToday";

/** Why calls of the viewer's day failed. Where none did, nothing needs to be said. */
export function FailedToday() {
  const today = useToday();
  const { data } = api.useQuery(
    "get",
    "/api/analytics/call-failures",
    { params: { query: { from: today, to: today, zone: viewerZone() } } },
    { refetchInterval: LIVE_MS },
  );
  if (!data || data.failures.length === 0) return null;
  const bars = data.failures.map(({ reason, count: value }) => ({
    key: reason,
    label: FAILURE_REASON[reason],
    tone: "danger" as const,
    value,
  }));
  return (
    <Section title="Failed today">
      <BarList label="Failed calls of today by reason" bars={bars} />
    </Section>
  );
}
