import { Button, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client";
import { FormDialog, FormEnd, useSent } from "../../components/FormDialog";
import { PhoneInput } from "../../components/PhoneInput";
import { ReasonField } from "../../components/ReasonField";
import { notifySuccess } from "../../lib/feedback";
import { useSubmit } from "../../lib/useSubmit";
import { ofNumbers } from "./ofNumbers";

interface Props {
  /** The number that was looked up, if one was. */
  phone: string;
  onClose: () => void;
}

const FIELDS = ["phone", "reason"] as const;

/** Adds a number to the do-not-call list. */
export default function AddNumberDialog({ phone, onClose }: Props) {
  return (
    <FormDialog opened onClose={onClose} title="Add a number to the do-not-call list">
      <AddNumberForm phone={phone} onClose={onClose} />
    </FormDialog>
  );
}

function AddNumberForm({ phone, onClose }: Props) {
  const queries = useQueryClient();
  const { isSent, sent } = useSent();
  const form = useForm({ initialValues: { phone, reason: "" } });

  const { busy, problem, submit } = useSubmit(form, FIELDS, async (values) => {
    const body = { phone: values.phone.trim(), reason: values.reason.trim() || null };
    const { data } = await client.POST("/api/do-not-call", { body });
    sent();
    onClose();
    notifySuccess(`${data?.phone ?? "The number"} will not be called.`);
    void queries.invalidateQueries({ predicate: ofNumbers });
  });

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <PhoneInput data-autofocus {...form.getInputProps("phone")} />
        <ReasonField
          description="Optional. For anyone who looks at the list later."
          {...form.getInputProps("reason")}
        />
        <Text size="sm" c="dimmed">
          If a lead has this number, it becomes “Do not call” and leaves its campaign’s queue. You can
          remove the number again, unless its owner asks for this in a call.
        </Text>
        <FormEnd problem={problem} dirty={form.isDirty()} isSent={isSent} onCancel={onClose}>
          <Button type="submit" variant="filled" color="red.9" loading={busy}>
            Add number
          </Button>
        </FormEnd>
      </Stack>
    </form>
  );
}
