import { SimpleGrid } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";

import { api } from "../../api/client";
import type { LanguageCount, OutcomeCount } from "../../api/types";
import { CALL_OUTCOME, LANGUAGE } from "../../lib/labels";
import { viewerZone } from "../../lib/time";
import { BarsSection } from "./BarsSection";
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
        {(data) => <Outcomes outcomes={data.outcomes} from={from} to={to} />}
      </LoadedPart>
      <LoadedPart title="Languages" what="the languages" query={languages}>
        {(data) => <Languages languages={data.languages} fileDays={`${from}-to-${to}`} />}
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
