import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { client } from "../../api/client";
import { FormDialog, FormGuard, useSent } from "../../components/FormDialog";
import { FormProblem } from "../../components/FormProblem";
import { fieldErrors, notifySuccess } from "../../lib/feedback";

interface Props {
  phone: string;
  onClose: () => void;
}

/** Takes a number off the do-not-call list that an operator had added by mistake. */
export default function RemoveNumberDialog({ phone, onClose }: Props) {
  return (
    <FormDialog opened onClose={onClose} title={`Take ${phone} off the do-not-call list`}>
      <RemoveNumberForm phone={phone} onClose={onClose} />
    </FormDialog>
  );
}

function RemoveNumberForm({ phone, onClose }: Props) {
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { isSent, sent } = useSent();
  const form = useForm({ initialValues: { reason: "" } });

  const submit = form.onSubmit(async ({ reason }) => {
    setBusy(true);
    setProblem(null);
    try {
      await client.DELETE("/api/do-not-call", { body: { phone, reason: reason.trim() } });
      sent();
      onClose();
      notifySuccess(`${phone} may be called again.`);
      void queries.invalidateQueries({
        predicate: ({ queryKey }) => /^\/api\/(do-not-call|leads)/.test(String(queryKey[1])),
      });
    } catch (error) {
      const { form: errors, rest } = fieldErrors(error, ["reason"]);
      form.setErrors(errors);
      setProblem(rest);
    } finally {
      setBusy(false);
    }
  });

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Textarea
          label="Reason"
          description="Kept for good, with your name and the time."
          maxLength={500}
          autosize
          minRows={2}
          data-autofocus
          {...form.getInputProps("reason")}
        />
        <Text size="sm" c="dimmed">
          If a lead has this number, a campaign can call it again.
        </Text>
        <FormProblem>{problem}</FormProblem>
        <FormGuard dirty={form.isDirty()} isSent={isSent} />
        <Group justify="flex-end">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={busy}>
            Take it off
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
