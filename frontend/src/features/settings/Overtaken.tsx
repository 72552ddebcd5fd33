import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

import type { SystemPrompt } from "../../api/types";
import { When } from "../../components/When";

interface Props {
  saved: SystemPrompt;
  onTakeTheirs: () => void;
  onKeepMine: () => void;
}

/** Somebody else has saved the prompt meanwhile: neither text replaces the other without a decision. */
export function Overtaken({ saved, onTakeTheirs, onKeepMine }: Props) {
  return (
    <Alert
      role="alert"
      variant="outline"
      color="orange"
      bg="var(--surface)"
      icon={<IconAlertTriangle />}
      title="This prompt was changed while you were editing"
      styles={{ title: { color: "var(--mantine-color-text)" } }}
    >
      <Stack gap="sm">
        <Text size="sm">
          Version {saved.version} was saved{" "}
          {saved.updated_at ? <When at={saved.updated_at} /> : "in the meantime"}, here or by someone
          else. The comparison below shows how your text differs from it. Earlier versions are kept
          either way.
        </Text>
        <Group gap="xs">
          <Button size="xs" onClick={onKeepMine}>
            Keep editing mine
          </Button>
          <Button size="xs" onClick={onTakeTheirs}>
            Discard mine and use theirs
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
