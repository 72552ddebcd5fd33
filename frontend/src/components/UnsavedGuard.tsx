import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useBlocker } from "react-router";

import { useUnloadWarning } from "../lib/useUnloadWarning";

interface Props {
  /** Something would be lost by going away. */
  active: boolean;
  /** What it is: "The prompt". */
  what: string;
  /** Whether a navigation, by its state, takes along what would be lost. */
  keepsDraft?: (state: unknown) => boolean;
  onDiscard?: () => void;
}

/** Asks before another page, or another part of this one, takes the place of unsaved work. */
export function UnsavedGuard({ active, what, keepsDraft, onDiscard }: Props) {
  useUnloadWarning(active);
  const blocker = useBlocker(({ currentLocation, nextLocation }) => {
    const stays =
      currentLocation.pathname === nextLocation.pathname &&
      placeIn(currentLocation.search) === placeIn(nextLocation.search);
    return active && !stays && !keepsDraft?.(nextLocation.state);
  });
  const stay = () => blocker.state === "blocked" && blocker.reset();
  const leave = () => {
    onDiscard?.();
    if (blocker.state === "blocked") blocker.proceed();
  };
  return (
    <Modal opened={blocker.state === "blocked"} onClose={stay} title="Leave without saving?">
      <Stack>
        <Text size="sm">{what} has changes that are not saved. They are lost if you leave.</Text>
        <Group justify="flex-end">
          <Button onClick={leave}>Discard and leave</Button>
          <Button variant="filled" onClick={stay} data-autofocus>
            Go on editing
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** The part of an address that decides what is edited: how it is compared does not matter. */
function placeIn(search: string): string {
  const params = new URLSearchParams(search);
  params.delete("against");
  params.sort();
  return params.toString();
}
