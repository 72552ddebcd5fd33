import { Text } from "@mantine/core";

import { type Bar, BarList } from "../../components/BarList";
import { count, percent } from "../../lib/format";
import { FiguresTable } from "./FiguresTable";

interface BarsProps {
  label: string;
  bars: Bar[];
  /** What a whole bar stands for, where that is not the largest of them. */
  of?: number;
  /** Said where there are no bars. */
  empty: string;
}

export function Bars({ empty, ...list }: BarsProps) {
  if (list.bars.length > 0) return <BarList {...list} />;
  return (
    <Text size="sm" c="dimmed">
      {empty}
    </Text>
  );
}

interface TableProps {
  label: string;
  headers: string[];
  bars: Bar[];
}

/** The bars as figures, with the share of each. */
export function BarsTable({ label, headers, bars }: TableProps) {
  const total = bars.reduce((sum, bar) => sum + bar.value, 0);
  const rows = bars.map((bar) => [
    bar.label,
    count(bar.value),
    percent((bar.value / (total || 1)) * 100),
  ]);
  return <FiguresTable label={label} headers={headers} rows={rows} />;
}
