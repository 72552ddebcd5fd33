import { Button, CloseButton, Group, Paper, Text } from "@mantine/core";

import { useNow } from "../../lib/useNow";
import { importInWords } from "./importText";
import { type Followed, useImport } from "./useImport";

interface Props {
  followed: Followed;
  onOpen: () => void;
  onForget: () => void;
}

/** Beside the list: how far an import in the background is, and that figures follow the rows. */
export default function ImportNote({ followed: { id, fileName }, onOpen, onForget }: Props) {
  const { data } = useImport(id);
  const now = useNow(5_000);
  const words = data && importInWords(data, fileName, now);
  if (!words) return null;
  return (
    <Paper withBorder py="xs" px="md" mb="md" component="section" aria-label="Import">
      <Group gap="sm" wrap="nowrap">
        <Text size="sm" role="status" style={{ flex: 1 }}>
          {words}
        </Text>
        <Button size="xs" onClick={onOpen}>
          Details
        </Button>
        <CloseButton aria-label="Dismiss" onClick={onForget} />
      </Group>
    </Paper>
  );
}
