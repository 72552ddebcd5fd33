import { Button, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { ReactNode } from "react";

import { useSubmit } from "../lib/useSubmit";
import { FormDialog, FormEnd, useSent } from "./FormDialog";
import { ReasonField } from "./ReasonField";

interface Props extends FormProps {
  title: string;
}

/** Asks why something is to be done before it is; the reason is kept. */
export function ReasonDialog({ title, ...form }: Props) {
  return (
    <FormDialog opened onClose={form.onClose} title={title}>
      <ReasonForm {...form} />
    </FormDialog>
  );
}

interface FormProps {
  /** What the button does, in its words. */
  action: string;
  color?: string;
  onClose: () => void;
  /** What the API refuses stays on the form. */
  send: (reason: string) => Promise<unknown>;
  /** Once it is done and the dialog closed. */
  onDone: () => void;
  /** What follows from it. */
  children: ReactNode;
}

function ReasonForm({ action, color, onClose, send, onDone, children }: FormProps) {
  const { isSent, sent } = useSent();
  const form = useForm({ initialValues: { reason: "" } });
  const reason = form.values.reason.trim();
  const { busy, problem, submit } = useSubmit(form, ["reason"], async () => {
    await send(reason);
    sent();
    onClose();
    onDone();
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text size="sm">{children}</Text>
        <ReasonField
          description="Kept with your name and the time."
          data-autofocus
          {...form.getInputProps("reason")}
        />
        <FormEnd problem={problem} dirty={form.isDirty()} isSent={isSent} onCancel={onClose}>
          <Button type="submit" variant="filled" color={color} loading={busy} disabled={reason === ""}>
            {action}
          </Button>
        </FormEnd>
      </Stack>
    </form>
  );
}
