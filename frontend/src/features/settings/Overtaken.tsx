import { Button, Group, Stack, Text } from "@mantine/core";

import type { SystemPrompt } from "../../api/types";
import { Notice } from "../../components/Notice";
import { When } from "../../components/When";

interface Props {
  saved: SystemPrompt;
  onTakeTheirs: () => void;
  onKeepMine: () => void;
}

/** Somebody else has saved the prompt meanwhile: neither text replaces the other without a decision. */
export function Overtaken({ saved, onTakeTheirs, onKeepMine }: Props) {
  return (
    <Notice role="alert" title="This prompt was changed while you were editing">
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
    </Notice>
  );
}
