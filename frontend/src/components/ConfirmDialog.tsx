import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";

import { ErrorState } from "./ErrorState";

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What will happen, and whether it can be undone. */
  children: ReactNode;
  /** What the button says that does it: a verb. */
  action: string;
  /** What the button says that leaves everything as it is. */
  dismiss?: string;
  danger?: boolean;
  /**
   * Does it; the dialog closes when it is done, unless that answers `GONE`: then another page has taken its
   * place. It shows what went wrong.
   */
  onConfirm: () => Promise<unknown>;
}

/** What `onConfirm` answers when it has gone to another page. */
export const GONE = Symbol("gone");

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({
  opened,
  onClose,
  title,
  children,
  action,
  dismiss = "Cancel",
  danger,
  onConfirm,
}: Props) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const close = () => {
    setError(null);
    onClose();
  };
  const run = async () => {
    setBusy(true);
    setError(null);
    try {
      if ((await onConfirm()) !== GONE) close();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={opened} onClose={close} title={title}>
      <Stack>
        <Text size="sm" component="div">
          {children}
        </Text>
        {error !== null && <ErrorState error={error} />}
        <Group justify="flex-end">
          <Button onClick={close} data-autofocus>
            {dismiss}
          </Button>
          <Button
            variant="filled"
            color={danger ? "red.9" : undefined}
            loading={busy}
            onClick={() => void run()}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
