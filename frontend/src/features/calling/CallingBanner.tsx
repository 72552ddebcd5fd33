import { Box, Button, Group, Text } from "@mantine/core";
import { lazy, Suspense } from "react";

import type { CallingStop } from "../../api/types";
import { Notice } from "../../components/Notice";
import { Only } from "../../components/Only";
import { Ago } from "../../components/When";
import { useDialog } from "../../lib/useDialog";
import { useCalling } from "./useCalling";

const ResumeCallingDialog = lazy(() => import("./ResumeCallingDialog"));

const DIALOG = "resume-calling";

/** Stands on every page while all calling is stopped. */
export default function CallingBanner() {
  const stop = useCalling().data?.stop;
  return (
    <section aria-label="Emergency stop" aria-live="assertive">
      {stop && <Stopped stop={stop} />}
    </section>
  );
}

function Stopped({ stop }: { stop: CallingStop }) {
  const dialog = useDialog();
  return (
    <Box mb="lg">
      <Notice severity="critical" title="All calling is stopped">
        <Group justify="space-between" align="flex-end" gap="sm">
          <div>
            <Text size="sm">
              By {stop.stopped_by}, <Ago at={stop.stopped_at} />
              {stop.reason ? `: ${stop.reason}` : "."}
            </Text>
            <Text size="sm" c="dimmed">
              {stop.end_conversations
                ? "Conversations under way are ended too. Leads stay in line."
                : "Conversations under way may finish. Leads stay in line."}
            </Text>
          </div>
          <Only least="admin" otherwise={<Text size="sm">Only admins can resume calling.</Text>}>
            <Button onClick={() => dialog.open(DIALOG)}>Resume calling</Button>
          </Only>
        </Group>
      </Notice>
      {dialog.name === DIALOG && (
        <Suspense>
          <ResumeCallingDialog stop={stop} onClose={dialog.close} />
        </Suspense>
      )}
    </Box>
  );
}
