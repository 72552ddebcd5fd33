import { SimpleGrid } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";

import { api } from "../../api/client";
import type { LanguageCount, OutcomeCount } from "../../api/types";
import { CALL_OUTCOME, LANGUAGE } from "../../lib/labels";
import { viewerZone } from "../../lib/time";
import classes from "./analytics.module.css";
import { Bars, BarsTable } from "./Bars";
import { ChartSection } from "./ChartSection";
import { ExportButton } from "./ExportButton";
import { LoadedPart } from "./LoadedPart";
import type { Range } from "./range";
import { sheetOfLanguages, sheetOfOutcomes } from "./sheets";

/** How the calls that began on the chosen days ended, and in which languages they were. */
export default function CallsInRange({ from, to }: Range) {
  const days = { params: { query: { from, to, zone: viewerZone() } } };
  const options = { placeholderData: keepPreviousData };
  const outcomes = api.useQuery("get", "/api/analytics/call-outcomes", days, options);
  const languages = api.useQuery("get", "/api/analytics/language-distribution", days, options);
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md" mt="md">
      <LoadedPart title="Call outcomes" what="the outcomes" query={outcomes}>
        {(data) => (
          <div className={classes.stale} data-stale={outcomes.isPlaceholderData || undefined}>
            <Outcomes outcomes={data.outcomes} fileDays={`${from}-to-${to}`} />
          </div>
        )}
      </LoadedPart>
      <LoadedPart title="Languages" what="the languages" query={languages}>
        {(data) => (
          <div className={classes.stale} data-stale={languages.isPlaceholderData || undefined}>
            <Languages languages={data.languages} fileDays={`${from}-to-${to}`} />
          </div>
        )}
      </LoadedPart>
    </SimpleGrid>
  );
}

function Outcomes({ outcomes, fileDays }: { outcomes: OutcomeCount[]; fileDays: string }) {
  const bars = outcomes.map(({ outcome, count: value }) => ({
    key: outcome,
    label: CALL_OUTCOME[outcome].text,
    tone: CALL_OUTCOME[outcome].tone,
    value,
    // The latest first: those of these days are at the top, or near it.
    to: `/calls?outcome=${outcome}`,
  }));
  return (
    <ChartSection
      title="Call outcomes"
      name="outcomes"
      chart={
        <Bars label="Calls by outcome" bars={bars} empty="No call that began on these days has ended." />
      }
      table={<BarsTable label="Calls by outcome" headers={["Outcome", "Calls", "Share"]} bars={bars} />}
      actions={
        <ExportButton
          name={`call-outcomes-${fileDays}`}
          what="calls by outcome"
          sheet={sheetOfOutcomes(outcomes)}
        />
      }
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
    <ChartSection
      title="Languages"
      name="languages"
      chart={<Bars label="Calls by language" bars={bars} empty="There were no calls on these days." />}
      table={
        <BarsTable label="Calls by language" headers={["Language", "Calls", "Share"]} bars={bars} />
      }
      actions={
        <ExportButton
          name={`call-languages-${fileDays}`}
          what="calls by language"
          sheet={sheetOfLanguages(languages)}
        />
      }
    />
  );
}
