import { Text } from "@mantine/core";

import { api } from "../../api/client";
import type { OutcomeCount, StatusShare } from "../../api/types";
import { BarList } from "../../components/BarList";
import { CALL_OUTCOME, codes, LEAD_STATUS } from "../../lib/labels";
import { LIVE_MS } from "../../lib/live";
import { Part } from "./Part";
import { useStatuses } from "./useStatuses";

/** How calls ended; in the same order always, so that little jumps while calls come in. */
export function Outcomes() {
  const query = api.useQuery("get", "/api/analytics/call-outcomes", undefined, {
    refetchInterval: LIVE_MS,
  });
  return (
    <Part title="Call outcomes" what="the outcomes" query={query} height={260}>
      {({ outcomes }) => <OutcomeBars outcomes={outcomes} />}
    </Part>
  );
}

/** Where the leads stand, from those that wait to those that are done. */
export function Funnel() {
  const query = useStatuses();
  return (
    <Part title="Lead funnel" what="the lead funnel" query={query} height={260}>
      {({ statuses }) => <StatusBars statuses={statuses} />}
    </Part>
  );
}

function OutcomeBars({ outcomes }: { outcomes: OutcomeCount[] }) {
  if (outcomes.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No completed calls yet.
      </Text>
    );
  }
  const counts = new Map(outcomes.map(({ outcome, count }) => [outcome, count]));
  const bars = codes(CALL_OUTCOME)
    .filter((outcome) => counts.has(outcome))
    .map((outcome) => ({
      key: outcome,
      label: CALL_OUTCOME[outcome].text,
      tone: CALL_OUTCOME[outcome].tone,
      value: counts.get(outcome) ?? 0,
      to: `/calls?outcome=${outcome}`,
    }));
  return <BarList label="Calls by outcome" bars={bars} />;
}

function StatusBars({ statuses }: { statuses: StatusShare[] }) {
  const counts = new Map(statuses.map(({ status, count }) => [status, count]));
  const bars = codes(LEAD_STATUS).map((status) => ({
    key: status,
    label: LEAD_STATUS[status].text,
    tone: LEAD_STATUS[status].tone,
    value: counts.get(status) ?? 0,
    to: `/leads?status=${status}`,
  }));
  return <BarList label="Leads by status" bars={bars} />;
}
