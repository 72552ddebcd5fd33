import { SimpleGrid, Stack, Text, Title } from "@mantine/core";

import { api } from "../../api/client";
import type { StatusShare } from "../../api/types";
import { AttemptsTable } from "../../components/AttemptsTable";
import { BarList } from "../../components/BarList";
import { count, percent } from "../../lib/format";
import { LEAD_STATUS } from "../../lib/labels";
import { BarsSection } from "./BarsSection";
import { ChartSection } from "./ChartSection";
import { ExportButton } from "./ExportButton";
import { ExportedPart } from "./ExportedPart";
import { FiguresTable } from "./FiguresTable";
import { funnelOf } from "./figures";
import { LoadedPart } from "./LoadedPart";
import { sheetOfAttempts, sheetOfFunnel, sheetOfStatuses } from "./sheets";
import { Voices } from "./Voices";

/** How things stand now, and what is counted since the beginning: no days can be chosen for it. */
export default function AllTime() {
  const statuses = api.useQuery("get", "/api/analytics/lead-status-distribution");
  return (
    <Stack gap="md" mt="xl">
      <div>
        <Title order={2} size="h3">
          All time
        </Title>
        <Text c="dimmed" size="sm">
          Current lead statuses, attempts and voice performance, regardless of the dates above.
        </Text>
      </div>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <LoadedPart title="Lead funnel" what="the lead funnel" query={statuses}>
          {(data) => <Funnel statuses={data.statuses} total={data.total} />}
        </LoadedPart>
        <LoadedPart title="Leads by status" what="the leads" query={statuses}>
          {(data) => <Statuses statuses={data.statuses} total={data.total} />}
        </LoadedPart>
      </SimpleGrid>
      <Attempts />
      <Voices />
    </Stack>
  );
}

function Attempts() {
  const attempts = api.useQuery("get", "/api/analytics/call-attempts");
  return (
    <ExportedPart
      title="Calls by attempt"
      what="the attempts"
      query={attempts}
      sheet={(data) => sheetOfAttempts(data.attempts)}
      isEmpty={(data) => data.attempts.length === 0}
    >
      {(data) => <AttemptsTable attempts={data.attempts} />}
    </ExportedPart>
  );
}

interface LeadsProps {
  statuses: StatusShare[];
  total: number;
}

function Funnel({ statuses, total }: LeadsProps) {
  const stages = funnelOf(statuses, total);
  const bars = stages.map(({ name, count: value }) => ({ key: name, label: name, value }));
  return (
    <ChartSection
      title="Lead funnel"
      name="funnel"
      chart={
        <>
          <BarList label="Leads by stage, in per cent of all leads" bars={bars} of={total} />
          <Text size="xs" c="dimmed" mt="md">
            Where the leads stand now. Finished: no longer pending, queued or calling. Reached:
            contacted, not interested or meeting scheduled.
          </Text>
        </>
      }
      table={
        <FiguresTable
          label="Leads by stage"
          headers={["Stage", "Leads", "Of all", "Which"]}
          rows={stages.map((stage) => [
            stage.name,
            count(stage.count),
            percent(total > 0 ? (stage.count / total) * 100 : 0),
            stage.who,
          ])}
          textsFrom={3}
        />
      }
      actions={<ExportButton name="lead-funnel" what="the lead funnel" sheet={sheetOfFunnel(stages)} />}
    />
  );
}

function Statuses({ statuses, total }: LeadsProps) {
  const bars = statuses.map(({ status, count: value }) => ({
    key: status,
    label: LEAD_STATUS[status].text,
    tone: LEAD_STATUS[status].tone,
    value,
    to: `/leads?status=${status}`,
  }));
  return (
    <BarsSection
      title="Leads by status"
      name="statuses"
      label="Leads by status"
      headers={["Status", "Leads", "Share"]}
      bars={bars}
      of={total}
      empty="There are no leads yet."
      file="lead-statuses"
      sheet={sheetOfStatuses(statuses)}
    />
  );
}
