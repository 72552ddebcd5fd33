import { Button, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";

import { client } from "../../api/client";
import type { CallingStop } from "../../api/types";
import { FormDialog, FormEnd, useSent } from "../../components/FormDialog";
import { ReasonField } from "../../components/ReasonField";
import { notifySuccess } from "../../lib/feedback";
import { useSubmit } from "../../lib/useSubmit";
import { useCallingChanged } from "./useCalling";

interface Props {
  stop: CallingStop;
  onClose: () => void;
}

/** Lifts the emergency stop: whoever does it says why, which is kept. */
export default function ResumeCallingDialog({ stop, onClose }: Props) {
  return (
    <FormDialog opened onClose={onClose} title="Resume calling?">
      <ResumeForm stop={stop} onClose={onClose} />
    </FormDialog>
  );
}

function ResumeForm({ stop, onClose }: Props) {
  const changed = useCallingChanged();
  const { isSent, sent } = useSent();
  const form = useForm({ initialValues: { reason: "" } });
  const reason = form.values.reason.trim();

  const { busy, problem, submit } = useSubmit(form, ["reason"], async () => {
    await client.POST("/api/calling/resume", { body: { stopped_at: stop.stopped_at, reason } });
    sent();
    onClose();
    notifySuccess("Calling is resumed.");
    await changed();
  });

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text size="sm">
          Running campaigns start calling again right away, within calling hours. Paused campaigns stay
          paused.
        </Text>
        <ReasonField
          description="Kept with your name and the time."
          data-autofocus
          {...form.getInputProps("reason")}
        />
        <FormEnd problem={problem} dirty={form.isDirty()} isSent={isSent} onCancel={onClose}>
          <Button type="submit" variant="filled" loading={busy} disabled={reason === ""}>
            Resume calling
          </Button>
        </FormEnd>
      </Stack>
    </form>
  );
}
