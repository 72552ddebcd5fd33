import { SimpleGrid, Text } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";

import { api } from "../../api/client";
import type { FailureCount, HourFigures, LanguageCount, OutcomeCount } from "../../api/types";
import { BarList } from "../../components/BarList";
import { count, percent } from "../../lib/format";
import { CALL_OUTCOME, FAILURE_REASON, LANGUAGE } from "../../lib/labels";
import { viewerZone, zoneName } from "../../lib/time";
import { BarsSection } from "./BarsSection";
import { ChartSection } from "./ChartSection";
import { ExportButton } from "./ExportButton";
import { FiguresTable } from "./FiguresTable";
import { hourInWords } from "./figures";
import { LoadedPart } from "./LoadedPart";
import type { Range } from "./range";
import { sheetOfFailures, sheetOfHours, sheetOfLanguages, sheetOfOutcomes } from "./sheets";

/** How the calls that began on the chosen days ended, when they were and in which languages, and why calls failed. */
export default function CallsInRange({ from, to }: Range) {
  const days = { params: { query: { from, to, zone: viewerZone() } } };
  const options = { placeholderData: keepPreviousData };
  const outcomes = api.useQuery("get", "/api/analytics/call-outcomes", days, options);
  const languages = api.useQuery("get", "/api/analytics/language-distribution", days, options);
  const hours = api.useQuery("get", "/api/analytics/hours", days, options);
  const failures = api.useQuery("get", "/api/analytics/call-failures", days, options);
  const fileDays = `${from}-to-${to}`;
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md" mt="md">
      <LoadedPart title="Call outcomes" what="the outcomes" query={outcomes}>
        {(data) => <Outcomes outcomes={data.outcomes} from={from} to={to} />}
      </LoadedPart>
      <LoadedPart title="Languages" what="the languages" query={languages}>
        {(data) => <Languages languages={data.languages} fileDays={fileDays} />}
      </LoadedPart>
      <LoadedPart title="Hours of the day" what="the hours" query={hours}>
        {(data) => <Hours {...data} fileDays={fileDays} />}
      </LoadedPart>
      <LoadedPart title="Failed calls" what="the failed calls" query={failures}>
        {(data) => <Failures failures={data.failures} fileDays={fileDays} />}
      </LoadedPart>
    </SimpleGrid>
  );
}

function Outcomes({ outcomes, from, to }: Range & { outcomes: OutcomeCount[] }) {
  const bars = outcomes.map(({ outcome, count: value }) => ({
    key: outcome,
    label: CALL_OUTCOME[outcome].text,
    tone: CALL_OUTCOME[outcome].tone,
    value,
    // The same days: the list is as long as the bar says.
    to: `/calls?${new URLSearchParams({ outcome, from, to })}`,
  }));
  return (
    <BarsSection
      title="Call outcomes"
      name="outcomes"
      label="Calls by outcome"
      headers={["Outcome", "Calls", "Share"]}
      bars={bars}
      empty="No calls ended in this period."
      file={`call-outcomes-${from}-to-${to}`}
      sheet={sheetOfOutcomes(outcomes)}
    />
  );
}

function Languages({ languages, fileDays }: { languages: LanguageCount[]; fileDays: string }) {
  const bars = languages.map(({ language, count: value }) => ({
    key: language,
    label: LANGUAGE[language],
    value,
  }));
  return (
    <BarsSection
      title="Languages"
      name="languages"
      label="Calls by language"
      headers={["Language", "Calls", "Share"]}
      bars={bars}
      empty="No calls in this period."
      file={`call-languages-${fileDays}`}
      sheet={sheetOfLanguages(languages)}
    />
  );
}

function Hours({ hours, zone, fileDays }: { hours: HourFigures[]; zone: string; fileDays: string }) {
  const used = hours.filter(({ calls, meetings }) => calls > 0 || meetings > 0);
  const share = (part: number, whole: number) => (whole > 0 ? percent((part / whole) * 100) : "–");
  return (
    <ChartSection
      title="Hours of the day"
      name="hours"
      chart={
        <>
          <BarList
            label="Calls answered by a person, by hour of the day, in per cent of the hour’s calls"
            bars={used.map(({ hour, calls, answered }) => ({
              key: String(hour),
              label: hourInWords(hour),
              value: answered,
              of: calls,
            }))}
          />
          <Text size="xs" c="dimmed" mt="md">
            Calls that a person answered, with their share of the hour’s calls. {zoneName(zone)} time.
          </Text>
        </>
      }
      table={
        <FiguresTable
          label="Calls by hour of the day"
          headers={["Hour", "Calls", "Answered", "Of calls", "Meetings"]}
          rows={used.map(({ hour, calls, answered, meetings }) => [
            hourInWords(hour),
            count(calls),
            count(answered),
            share(answered, calls),
            count(meetings),
          ])}
        />
      }
      actions={
        <ExportButton
          name={`calls-by-hour-${fileDays}`}
          what="calls by hour of the day"
          sheet={sheetOfHours(hours, zone)}
        />
      }
    />
  );
}

function Failures({ failures, fileDays }: { failures: FailureCount[]; fileDays: string }) {
  const bars = failures.map(({ reason, count: value }) => ({
    key: reason,
    label: FAILURE_REASON[reason],
    tone: "danger" as const,
    value,
  }));
  return (
    <BarsSection
      title="Failed calls"
      name="failures"
      label="Failed calls by reason"
      headers={["Reason", "Calls", "Share"]}
      bars={bars}
      empty="No call failed in this period."
      file={`failed-calls-${fileDays}`}
      sheet={sheetOfFailures(failures)}
    />
  );
}
