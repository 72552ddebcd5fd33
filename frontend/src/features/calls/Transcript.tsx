import { Button, Group } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";

import type { Call } from "../../api/types";
import { CopyButton } from "../../components/CopyButton";
import { Section } from "../../components/Section";
import { downloadText } from "../../lib/download";
import { isoDay } from "../../lib/time";
import classes from "./Transcript.module.css";

/** A call as one text, to keep or to pass on. */
export function Transcript({ call, text }: { call: Call; text: string }) {
  const name = `call-${isoDay(call.started_at)}-${fileName(call.lead.name)}.txt`;
  return (
    <Section
      title="Transcript"
      actions={
        <Group gap="xs">
          <CopyButton value={text} label="Copy transcript" />
          <Button
            size="xs"
            leftSection={<IconDownload size={14} />}
            onClick={() => downloadText(name, text)}
          >
            Download .txt
          </Button>
        </Group>
      }
    >
      <details>
        <summary className={classes.summary}>Show the text</summary>
        <p className={classes.text}>{text}</p>
      </details>
    </Section>
  );
}

/** "Ana López" → "ana-lópez": letters and digits of any script, which every system takes. */
function fileName(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-");
}
