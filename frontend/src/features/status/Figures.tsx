import {
  IconAlertTriangle,
  IconCoin,
  IconHourglass,
  IconPhone,
  IconPhoneCall,
} from "@tabler/icons-react";

import type { SystemStatus } from "../../api/types";
import { StatCard } from "../../components/StatCard";
import { StatGrid } from "../../components/StatGrid";
import { count, dollars, percent } from "../../lib/format";
import { totalsOf } from "./statusLabels";

export const FIGURES = 5;

export function Figures({ status }: { status: SystemStatus }) {
  const { calls, queues, charged_today } = status;
  const { waiting, inProgress, failed } = totalsOf(queues);
  return (
    <StatGrid columns={FIGURES}>
      <StatCard
        label="Calls now"
        value={count(calls.active)}
        icon={IconPhoneCall}
        hint="Ringing or talking"
      />
      <StatCard
        label="Calls today"
        value={count(calls.today)}
        icon={IconPhone}
        hint={
          calls.max_per_day > 0
            ? `${percent((calls.today / calls.max_per_day) * 100)} of the daily limit`
            : "No calls are allowed"
        }
      />
      <StatCard
        label="Spent today"
        value={charged_today === null ? "–" : dollars(charged_today)}
        icon={IconCoin}
        hint={charged_today === null ? "Twilio does not tell for now" : "By Twilio, since 00:00 UTC"}
      />
      <StatCard
        label="Waiting"
        value={count(waiting)}
        icon={IconHourglass}
        hint={`Tasks due now; ${count(inProgress)} in progress`}
      />
      <StatCard
        label="Failed"
        value={count(failed)}
        icon={IconAlertTriangle}
        hint={failed > 0 ? "Tasks that were given up" : "No task was given up"}
      />
    </StatGrid>
  );
}
