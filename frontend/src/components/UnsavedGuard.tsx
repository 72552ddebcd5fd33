import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useBlocker } from "react-router";

import { useUnloadWarning } from "../lib/useUnloadWarning";
import { placeIn } from "./placeIn";

interface Props {
  /** Something would be lost by going away. */
  active: boolean;
  /** What it is: "The prompt". */
  what: string;
  /** What is edited stands in a dialog: closing that is going away too. */
  inDialog?: boolean;
  /** Whether a navigation, by its state, takes along what would be lost. */
  keepsDraft?: (state: unknown) => boolean;
  onDiscard?: () => void;
}

/** Asks before another page, or another part of this one, takes the place of unsaved work. */
export function UnsavedGuard({ active, what, inDialog = false, keepsDraft, onDiscard }: Props) {
  useUnloadWarning(active);
  const blocker = useBlocker(({ currentLocation, nextLocation }) => {
    const stays =
      currentLocation.pathname === nextLocation.pathname &&
      placeIn(currentLocation.search, inDialog) === placeIn(nextLocation.search, inDialog);
    return active && !stays && !keepsDraft?.(nextLocation.state);
  });
  const stay = () => blocker.state === "blocked" && blocker.reset();
  const leave = () => {
    onDiscard?.();
    if (blocker.state === "blocked") blocker.proceed();
  };
  return (
    <Modal
      opened={blocker.state === "blocked"}
      onClose={stay}
      title={inDialog ? "Discard your changes?" : "Leave without saving?"}
      // Takes the place of the dialog that it asks about, Escape included.
      stackId={inDialog ? "unsaved" : undefined}
    >
      <Stack>
        <Text size="sm">
          {inDialog
            ? "What you entered has not been saved."
            : `${what} has unsaved changes. They are lost if you leave.`}
        </Text>
        <Group justify="flex-end">
          <Button onClick={leave}>{inDialog ? "Discard" : "Discard and leave"}</Button>
          <Button variant="filled" onClick={stay} data-autofocus>
            Keep editing
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
