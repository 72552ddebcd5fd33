import { Button, Code, Group, Modal, Stack, Text } from "@mantine/core";
import { useEffect } from "react";
import { useBlocker } from "react-router";

import { CopyButton } from "../../components/CopyButton";
import { useUnloadWarning } from "../../lib/useUnloadWarning";

export interface ShownKey {
  partnerName: string;
  key: string;
}

/**
 * Shows a key, this once. Only its button closes it: not Escape, not a click beside it, not going to
 * another page. The key is handed in as state of the page and is nowhere else.
 */
export function KeyDialog({ shown, onStored }: { shown: ShownKey | null; onStored: () => void }) {
  return (
    <Modal
      opened={shown !== null}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={`New API key for ${shown?.partnerName ?? ""}`}
      size="lg"
    >
      {shown && <KeyToStore apiKey={shown.key} onStored={onStored} />}
    </Modal>
  );
}

function KeyToStore({ apiKey, onStored }: { apiKey: string; onStored: () => void }) {
  useUnloadWarning(true);
  // The dialog from which the key was asked for closes behind this one: that is no going away.
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (blocker.state === "blocked") blocker.reset();
  }, [blocker]);
  return (
    <Stack>
      <Text size="sm">
        Copy this key now and share it through a secure channel. HomeWork stores only a hash, so you
        won’t be able to see it again. If it gets lost, regenerate it.
      </Text>
      <div>
        <Text size="sm" fw={500}>
          API key
        </Text>
        <Text size="xs" c="dimmed" mb={4}>
          The partner sends it in the header X-API-Key.
        </Text>
        <Code block fz="sm" style={{ whiteSpace: "pre-wrap", wordBreak: "break-all" }}>
          {apiKey}
        </Code>
      </div>
      <Group justify="space-between">
        <CopyButton value={apiKey} label="Copy key" size="sm" />
        <Button variant="filled" onClick={onStored}>
          I have stored the key
        </Button>
      </Group>
    </Stack>
  );
}
