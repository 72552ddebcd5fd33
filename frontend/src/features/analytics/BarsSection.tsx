import { Text } from "@mantine/core";

import { type Bar, BarList } from "../../components/BarList";
import { count, percent } from "../../lib/format";
import { ChartSection } from "./ChartSection";
import { ExportButton } from "./ExportButton";
import { FiguresTable } from "./FiguresTable";
import type { Sheet } from "./sheets";

interface Props {
  title: string;
  /** Of the chart, in the address. */
  name: string;
  /** Says what is counted by what. */
  label: string;
  /** Of the table: what is counted by, what is counted, the share. */
  headers: string[];
  bars: Bar[];
  /** What the shares of the bars are shares of; all bars together where it is not given. */
  of?: number;
  /** Said where there are no bars. */
  empty: string;
  /** The name of the file in which they are exported, without its ending. */
  file: string;
  sheet: Sheet;
}

/** Bars, or the same figures as a table with the share of each. */
export function BarsSection({ title, name, label, headers, bars, of, empty, file, sheet }: Props) {
  const total = bars.reduce((sum, bar) => sum + bar.value, 0);
  const rows = bars.map((bar) => [
    bar.label,
    count(bar.value),
    percent((bar.value / (total || 1)) * 100),
  ]);
  return (
    <ChartSection
      title={title}
      name={name}
      chart={
        bars.length > 0 ? (
          <BarList label={label} bars={bars} of={of} />
        ) : (
          <Text size="sm" c="dimmed">
            {empty}
          </Text>
        )
      }
      table={<FiguresTable label={label} headers={headers} rows={rows} />}
      actions={<ExportButton name={file} what={label.toLowerCase()} sheet={sheet} />}
    />
  );
}
