import { Button, Checkbox, List, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";

import { client } from "../../api/client";
import type { Calling } from "../../api/types";
import { FormDialog, FormEnd, useSent } from "../../components/FormDialog";
import { Loaded } from "../../components/Loaded";
import { SkeletonBlock } from "../../components/Skeletons";
import { ReasonField } from "../../components/ReasonField";
import { notifySuccess } from "../../lib/feedback";
import { useSubmit } from "../../lib/useSubmit";
import { consequences } from "./consequences";
import { useCalling, useCallingChanged } from "./useCalling";

/** Stops all calling, after saying what that means. */
export default function StopCallingDialog({ onClose }: { onClose: () => void }) {
  const query = useCalling();
  return (
    <FormDialog opened onClose={onClose} title="Stop all calling?">
      <Loaded query={query} what="what is running" skeleton={<SkeletonBlock height={240} />}>
        {(calling) => <StopForm calling={calling} onClose={onClose} />}
      </Loaded>
    </FormDialog>
  );
}

function StopForm({ calling, onClose }: { calling: Calling; onClose: () => void }) {
  const changed = useCallingChanged();
  const { isSent, sent } = useSent();
  const form = useForm({ initialValues: { reason: "", end_conversations: false } });
  const isStopped = calling.stop !== null;

  const { busy, problem, submit } = useSubmit(form, ["reason"], async (values) => {
    const reason = values.reason.trim() || null;
    await client.POST("/api/calling/stop", {
      body: { reason, end_conversations: values.end_conversations },
    });
    sent();
    onClose();
    notifySuccess("All calling is stopped.");
    await changed();
  });

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {isStopped && (
          <Text size="sm">Calling is stopped already. You can still end conversations.</Text>
        )}
        <List size="sm" spacing="xs">
          {consequences(calling).map((sentence) => (
            <List.Item key={sentence}>{sentence}</List.Item>
          ))}
          <List.Item>Only an admin can resume calling.</List.Item>
        </List>
        <Checkbox
          label="Also end conversations under way"
          description="Otherwise they finish on their own."
          {...form.getInputProps("end_conversations", { type: "checkbox" })}
        />
        <ReasonField
          description="Optional. Shown to everyone while calling is stopped."
          {...form.getInputProps("reason")}
        />
        <FormEnd problem={problem} dirty={form.isDirty()} isSent={isSent} onCancel={onClose}>
          <Button type="submit" variant="filled" color="red.9" loading={busy} data-autofocus>
            Stop all calling
          </Button>
        </FormEnd>
      </Stack>
    </form>
  );
}
