import { api } from "../../api/client";
import type { VoicePerformance } from "../../api/types";
import { type Column, DataTable } from "../../components/DataTable";
import { count, duration, percent } from "../../lib/format";
import { ExportedPart } from "./ExportedPart";
import { sheetOfVoices } from "./sheets";

const COLUMNS: Column<VoicePerformance>[] = [
  { header: "Voice", cell: (voice) => voice.voice_name },
  figure("Calls", 6, (voice) => count(voice.total_calls)),
  { ...figure("Meetings", 7, (voice) => count(voice.meetings_booked)), from: "xs" },
  figure("Conversion", 7.5, (voice) => percent(voice.conversion_rate)),
  { ...figure("Average call", 8, (voice) => duration(voice.avg_duration)), from: "sm" },
];

function figure(header: string, width: number, cell: Column<VoicePerformance>["cell"]) {
  return { header, width, align: "right", cell } as const;
}

/** How calls go by the voice that was heard. */
export function Voices() {
  const voices = api.useQuery("get", "/api/analytics/voice-performance");
  return (
    <ExportedPart
      title="Voice performance"
      what="the voices"
      query={voices}
      sheet={sheetOfVoices}
      isEmpty={(data) => data.length === 0}
    >
      {(data) => (
        <DataTable
          label="Voice performance"
          columns={COLUMNS}
          rows={data}
          rowKey={(voice) => voice.voice_id}
        />
      )}
    </ExportedPart>
  );
}
