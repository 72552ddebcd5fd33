import { api } from "../../api/client";
import type { DoNotCallRemoval } from "../../api/types";
import { type Column, DataTable } from "../../components/DataTable";
import { Section } from "../../components/Section";
import { Ago } from "../../components/When";

const SHOWN = 10;

const COLUMNS: Column<DoNotCallRemoval>[] = [
  { header: "Number", width: 11, cell: ({ phone }) => phone },
  { header: "Reason", wraps: true, cell: ({ reason }) => reason },
  { header: "Removed by", width: 14, from: "sm", cell: ({ removed_by }) => removed_by },
  { header: "Removed", width: 9.5, from: "xs", cell: ({ removed_at }) => <Ago at={removed_at} /> },
];

/** The numbers that were taken off the list last: by whom and why. Nothing where there are none. */
export default function RemovedNumbers() {
  const { data } = api.useQuery("get", "/api/do-not-call/removals", {
    params: { query: { page_size: SHOWN } },
  });
  if (!data || data.removals.length === 0) return null;
  return (
    <div style={{ marginTop: "var(--mantine-spacing-xl)" }}>
      <Section title="Recently removed">
        <DataTable
          label="Removed numbers"
          columns={COLUMNS}
          rows={data.removals}
          rowKey={({ phone, removed_at }) => `${phone} ${removed_at}`}
        />
      </Section>
    </div>
  );
}
