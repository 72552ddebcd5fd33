import type { AttemptFigures } from "../api/types";
import { count, percent } from "../lib/format";
import { type Column, DataTable } from "./DataTable";

const share = (part: number, whole: number) => (whole > 0 ? percent((part / whole) * 100) : "–");

const COLUMNS: Column<AttemptFigures>[] = [
  { header: "Call", width: 4.5, cell: ({ attempt }) => nth(attempt) },
  { header: "Calls", align: "right", cell: ({ calls }) => count(calls) },
  { header: "Answered", align: "right", cell: ({ answered, calls }) => share(answered, calls) },
  { header: "Meetings", align: "right", cell: ({ booked }) => count(booked) },
  {
    header: "Of answered",
    align: "right",
    from: "sm",
    cell: ({ booked, answered }) => share(booked, answered),
  },
];

/** "1st", "2nd", "11th" */
function nth(number: number): string {
  const ending = { one: "st", two: "nd", few: "rd", other: "th" } as Record<string, string>;
  const rule = new Intl.PluralRules("en", { type: "ordinal" }).select(number);
  return `${number}${ending[rule] ?? "th"}`;
}

/** How far first, second and further calls to a lead got. */
export function AttemptsTable({ attempts }: { attempts: AttemptFigures[] }) {
  return (
    <DataTable
      label="Calls by attempt"
      columns={COLUMNS}
      rows={attempts}
      rowKey={({ attempt }) => String(attempt)}
    />
  );
}
