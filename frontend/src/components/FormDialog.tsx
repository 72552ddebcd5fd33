import { Button, Group, Modal } from "@mantine/core";
import { type ReactNode, useRef } from "react";

import { FormProblem } from "./FormProblem";
import { UnsavedGuard } from "./UnsavedGuard";

interface Props {
  opened: boolean;
  /** Goes away from the dialog's address, which is asked about while something was entered. */
  onClose: () => void;
  title: string;
  size?: string;
  children: ReactNode;
}

/**
 * A dialog with a form, which stands in the address (`useDialog`). The form has a `FormEnd`, so that Escape,
 * a click outside, going back and closing the tab lose nothing that was entered.
 */
export function FormDialog({ opened, onClose, title, size, children }: Props) {
  return (
    <Modal.Stack>
      <Modal stackId="form" opened={opened} onClose={onClose} title={title} size={size}>
        {children}
      </Modal>
    </Modal.Stack>
  );
}

interface EndProps {
  /** What is wrong with the form, or was refused, and belongs to none of its fields. */
  problem: ReactNode;
  /** Something was entered that is not saved: it is asked about before it is lost. */
  dirty: boolean;
  isSent: () => boolean;
  onCancel: () => void;
  /** What leaving it all as it is means. */
  cancelLabel?: string;
  /** The button that sends the form. */
  children: ReactNode;
}

/** The end of a dialog's form: what is wrong with it, and its buttons. */
export function FormEnd({
  problem,
  dirty,
  isSent,
  onCancel,
  cancelLabel = "Cancel",
  children,
}: EndProps) {
  return (
    <>
      <FormProblem>{problem}</FormProblem>
      <UnsavedGuard active={dirty} what="The form" inDialog keepsDraft={isSent} />
      <Group justify="flex-end">
        <Button onClick={onCancel}>{cancelLabel}</Button>
        {children}
      </Group>
    </>
  );
}

/** Tells a form's guard, before anything is drawn again, that the form was sent: leaving it is no loss then. */
export function useSent(): { isSent: () => boolean; sent: () => void } {
  const was = useRef(false);
  return {
    isSent: () => was.current,
    sent: () => {
      was.current = true;
    },
  };
}
