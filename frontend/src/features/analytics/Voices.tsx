import { Text } from "@mantine/core";

import { api } from "../../api/client";
import type { VoicePerformance } from "../../api/types";
import { type Column, DataTable } from "../../components/DataTable";
import { Section } from "../../components/Section";
import { count, duration, percent } from "../../lib/format";
import { ExportButton } from "./ExportButton";
import { LoadedPart } from "./LoadedPart";
import { sheetOfVoices } from "./sheets";

const COLUMNS: Column<VoicePerformance>[] = [
  { header: "Voice", cell: (voice) => voice.voice_name },
  { header: "Calls", width: 6, align: "right", cell: (voice) => count(voice.total_calls) },
  {
    header: "Meetings",
    width: 7,
    align: "right",
    from: "xs",
    cell: (voice) => count(voice.meetings_booked),
  },
  { header: "Conversion", width: 7.5, align: "right", cell: (voice) => percent(voice.conversion_rate) },
  {
    header: "Average call",
    width: 8,
    align: "right",
    from: "sm",
    cell: (voice) => duration(voice.avg_duration),
  },
];

/** How calls go by the voice that was heard. */
export function Voices() {
  const voices = api.useQuery("get", "/api/analytics/voice-performance");
  return (
    <LoadedPart title="Voice performance" what="the voices" query={voices}>
      {(data) => (
        <Section
          title="Voice performance"
          actions={
            <ExportButton
              name="voice-performance"
              what="voice performance"
              sheet={sheetOfVoices(data)}
            />
          }
        >
          {data.length > 0 ? (
            <DataTable
              label="Voice performance"
              columns={COLUMNS}
              rows={data}
              rowKey={(voice) => voice.voice_id}
            />
          ) : (
            <Text size="sm" c="dimmed">
              No calls yet.
            </Text>
          )}
        </Section>
      )}
    </LoadedPart>
  );
}
