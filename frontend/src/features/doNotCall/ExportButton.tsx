import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";

import { follow } from "../../lib/download";
import { notifyFailure } from "../../lib/feedback";
import { readWholeList } from "./readWholeList";

/** Exports our own list as one file, however many parts it comes in. */
export function ExportButton() {
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      const url = URL.createObjectURL(await readWholeList());
      follow(url, "do-not-call.csv");
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch (error) {
      notifyFailure("The list was not exported", error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button leftSection={<IconDownload size={16} />} loading={busy} onClick={() => void run()}>
      Export
    </Button>
  );
}
