import { SimpleGrid, Stack, Text, Title } from "@mantine/core";

import { api } from "../../api/client";
import type { LanguageCount, OutcomeCount, StatusShare } from "../../api/types";
import { type Bar, BarList } from "../../components/BarList";
import { count, percent } from "../../lib/format";
import { CALL_OUTCOME, LANGUAGE, LEAD_STATUS } from "../../lib/labels";
import { ChartSection } from "./ChartSection";
import { ExportButton } from "./ExportButton";
import { FiguresTable } from "./FiguresTable";
import { funnelOf } from "./figures";
import { LoadedPart } from "./LoadedPart";
import { sheetOfFunnel, sheetOfLanguages, sheetOfOutcomes, sheetOfStatuses } from "./sheets";
import { Voices } from "./Voices";

/** What the API counts since the beginning: it knows no days for it. */
export default function AllTime() {
  const outcomes = api.useQuery("get", "/api/analytics/call-outcomes");
  const languages = api.useQuery("get", "/api/analytics/language-distribution");
  const statuses = api.useQuery("get", "/api/analytics/lead-status-distribution");
  return (
    <Stack gap="md" mt="xl">
      <div>
        <Title order={2} size="h3">
          All time
        </Title>
        <Text c="dimmed" size="sm">
          Counted since the beginning, whichever days are chosen above.
        </Text>
      </div>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <LoadedPart title="Call outcomes" what="the outcomes" query={outcomes}>
          {(data) => <Outcomes outcomes={data.outcomes} />}
        </LoadedPart>
        <LoadedPart title="Languages" what="the languages" query={languages}>
          {(data) => <Languages languages={data.languages} />}
        </LoadedPart>
        <LoadedPart title="Lead funnel" what="the lead funnel" query={statuses}>
          {(data) => <Funnel statuses={data.statuses} total={data.total} />}
        </LoadedPart>
        <LoadedPart title="Leads by status" what="the leads" query={statuses}>
          {(data) => <Statuses statuses={data.statuses} total={data.total} />}
        </LoadedPart>
      </SimpleGrid>
      <Voices />
    </Stack>
  );
}

function Outcomes({ outcomes }: { outcomes: OutcomeCount[] }) {
  const bars = outcomes.map(({ outcome, count: value }) => ({
    key: outcome,
    label: CALL_OUTCOME[outcome].text,
    tone: CALL_OUTCOME[outcome].tone,
    value,
    to: `/calls?outcome=${outcome}`,
  }));
  return (
    <ChartSection
      title="Call outcomes"
      name="outcomes"
      chart={<Bars label="Calls by outcome" bars={bars} empty="No call has ended yet." />}
      table={<BarsTable label="Calls by outcome" headers={["Outcome", "Calls", "Share"]} bars={bars} />}
      actions={
        <ExportButton name="call-outcomes" what="calls by outcome" sheet={sheetOfOutcomes(outcomes)} />
      }
    />
  );
}

function Languages({ languages }: { languages: LanguageCount[] }) {
  const bars = languages.map(({ language, count: value }) => ({
    key: language,
    label: LANGUAGE[language],
    value,
  }));
  return (
    <ChartSection
      title="Languages"
      name="languages"
      chart={<Bars label="Calls by language" bars={bars} empty="There are no calls yet." />}
      table={
        <BarsTable label="Calls by language" headers={["Language", "Calls", "Share"]} bars={bars} />
      }
      actions={
        <ExportButton
          name="call-languages"
          what="calls by language"
          sheet={sheetOfLanguages(languages)}
        />
      }
    />
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
            Where the leads stand now. Finished: no longer pending, queued or calling. Talked: contacted,
            not interested or meeting scheduled.
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
    <ChartSection
      title="Leads by status"
      name="statuses"
      chart={<Bars label="Leads by status" bars={bars} empty="There are no leads yet." of={total} />}
      table={<BarsTable label="Leads by status" headers={["Status", "Leads", "Share"]} bars={bars} />}
      actions={
        <ExportButton name="lead-statuses" what="leads by status" sheet={sheetOfStatuses(statuses)} />
      }
    />
  );
}

function Bars({ empty, ...list }: { label: string; bars: Bar[]; of?: number; empty: string }) {
  if (list.bars.length > 0) return <BarList {...list} />;
  return (
    <Text size="sm" c="dimmed">
      {empty}
    </Text>
  );
}

function BarsTable({ label, headers, bars }: { label: string; headers: string[]; bars: Bar[] }) {
  const total = bars.reduce((sum, bar) => sum + bar.value, 0);
  const rows = bars.map((bar) => [
    bar.label,
    count(bar.value),
    percent((bar.value / (total || 1)) * 100),
  ]);
  return <FiguresTable label={label} headers={headers} rows={rows} />;
}
