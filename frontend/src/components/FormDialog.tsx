import { Modal } from "@mantine/core";
import { type ReactNode, useRef } from "react";

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
 * A dialog with a form, which stands in the address (`useDialog`). The form has a `FormGuard`, so that Escape,
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

interface GuardProps {
  /** Something was entered that is not saved. */
  dirty: boolean;
  isSent: () => boolean;
}

/** Asks before what was entered in a dialog's form is lost. */
export function FormGuard({ dirty, isSent }: GuardProps) {
  return <UnsavedGuard active={dirty} what="The form" inDialog keepsDraft={isSent} />;
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
