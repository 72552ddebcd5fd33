import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";

/** Says that something is done, and offers to take it back while the message stands. */
export function notifyDone(message: string, undo: () => void): void {
  const id = crypto.randomUUID();
  const run = () => {
    notifications.hide(id);
    undo();
  };
  notifications.show({
    id,
    color: "teal",
    message: (
      <Group justify="space-between" wrap="nowrap">
        {message}
        <Button size="compact-sm" onClick={run}>
          Undo
        </Button>
      </Group>
    ),
    autoClose: 10_000,
  });
}
