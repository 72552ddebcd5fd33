import { Button, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client";
import { FormDialog, FormEnd, useSent } from "../../components/FormDialog";
import { ReasonField } from "../../components/ReasonField";
import { notifySuccess } from "../../lib/feedback";
import { useSubmit } from "../../lib/useSubmit";
import { ofNumbers } from "./ofNumbers";

interface Props {
  phone: string;
  onClose: () => void;
}

/** Takes a number off the do-not-call list: whoever does it says why, which is kept. */
export default function RemoveNumberDialog({ phone, onClose }: Props) {
  return (
    <FormDialog opened onClose={onClose} title={`Allow calls to ${phone} again?`}>
      <RemoveNumberForm phone={phone} onClose={onClose} />
    </FormDialog>
  );
}

function RemoveNumberForm({ phone, onClose }: Props) {
  const queries = useQueryClient();
  const { isSent, sent } = useSent();
  const form = useForm({ initialValues: { reason: "" } });
  const reason = form.values.reason.trim();

  const { busy, problem, submit } = useSubmit(form, ["reason"], async () => {
    await client.DELETE("/api/do-not-call", { body: { phone, reason } });
    sent();
    onClose();
    notifySuccess(`${phone} can be called again.`);
    void queries.invalidateQueries({ predicate: ofNumbers });
  });

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text size="sm">
          The number leaves the do-not-call list. A lead with it becomes pending again, or contacted if
          it was called before, and campaigns can call it. Remove numbers only if they were added by
          mistake or their owner has agreed.
        </Text>
        <ReasonField
          description="Kept with your name and the time."
          data-autofocus
          {...form.getInputProps("reason")}
        />
        <FormEnd problem={problem} dirty={form.isDirty()} isSent={isSent} onCancel={onClose}>
          <Button type="submit" variant="filled" color="red.9" loading={busy} disabled={reason === ""}>
            Remove number
          </Button>
        </FormEnd>
      </Stack>
    </form>
  );
}
