import { Text } from "@mantine/core";

import type { OutcomeCount, StatusShare } from "../../api/types";
import { BarList } from "../../components/BarList";
import { CALL_OUTCOME, codes, LEAD_STATUS } from "../../lib/labels";

/** How calls ended; always in the same order, so that nothing jumps while calls come in. */
export function Outcomes({ outcomes }: { outcomes: OutcomeCount[] }) {
  if (outcomes.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No call has ended yet.
      </Text>
    );
  }
  const counts = new Map(outcomes.map(({ outcome, count }) => [outcome, count]));
  const bars = codes(CALL_OUTCOME).map((outcome) => ({
    key: outcome,
    label: CALL_OUTCOME[outcome].text,
    tone: CALL_OUTCOME[outcome].tone,
    value: counts.get(outcome) ?? 0,
    to: `/calls?outcome=${outcome}`,
  }));
  return <BarList label="Calls by outcome" bars={bars} />;
}

/** Where the leads stand, from those that wait to those that are done. */
export function Funnel({ statuses }: { statuses: StatusShare[] }) {
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
