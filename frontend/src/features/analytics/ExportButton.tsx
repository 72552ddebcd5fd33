import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";

import { toCsv } from "../../lib/csv";
import { downloadText } from "../../lib/download";
import type { Sheet } from "./sheets";

interface Props {
  /** Of the file, without its ending. */
  name: string;
  /** What is exported: "calls by outcome". */
  what: string;
  sheet: Sheet;
}

/** Offers what is shown as a file for spreadsheets. */
export function ExportButton({ name, what, sheet }: Props) {
  return (
    <Button
      size="xs"
      leftSection={<IconDownload size={14} />}
      aria-label={`Export ${what} as CSV`}
      onClick={() => downloadText(`${name}.csv`, toCsv(sheet), "text/csv")}
    >
      CSV
    </Button>
  );
}
