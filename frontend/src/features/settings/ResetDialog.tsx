import { Button, Group, Modal, Stack, Text } from "@mantine/core";

import type { Language } from "../../api/types";
import { notifySuccess } from "../../lib/feedback";
import { LANGUAGE } from "../../lib/labels";
import { Difference } from "./Difference";
import { useSavePrompt } from "./useSavePrompt";

interface Props {
  opened: boolean;
  onClose: () => void;
  language: Language;
  saved: string;
  defaultPrompt: string;
  onReset: () => void;
}

/** Asks before the default takes the place of a prompt, and shows what that changes. */
export function ResetDialog({ opened, onClose, language, saved, defaultPrompt, onReset }: Props) {
  const { save, busy, error } = useSavePrompt(language);
  const reset = async () => {
    if (!(await save(defaultPrompt))) return;
    onReset();
    onClose();
    notifySuccess(`The default ${LANGUAGE[language]} prompt is saved. The next call follows it.`);
  };
  return (
    <Modal opened={opened} onClose={onClose} title="Reset to the default prompt?" size="xl">
      <Stack>
        <Text size="sm">
          The prompt that ships with HomeWork takes the place of yours, which is kept nowhere. This is
          what changes:
        </Text>
        <Difference label="What the reset changes" from={saved} to={defaultPrompt} />
        {error && (
          <Text role="alert" size="sm" c="var(--mantine-color-error)">
            {error}
          </Text>
        )}
        <Group justify="flex-end">
          <Button onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button variant="filled" color="red.9" loading={busy} onClick={() => void reset()}>
            Reset to default
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
