import { Button, Group, Modal, Stack, Text } from "@mantine/core";

import { FormProblem } from "../../components/FormProblem";
import type { Language, SystemPrompt } from "../../api/types";
import { notifySuccess } from "../../lib/feedback";
import { LANGUAGE } from "../../lib/labels";
import { Difference } from "./Difference";
import { useSavePrompt } from "./useSavePrompt";

interface Props {
  opened: boolean;
  onClose: () => void;
  language: Language;
  saved: SystemPrompt;
  defaultPrompt: string;
  onReset: () => void;
}

/** Asks before the default takes the place of a prompt, and shows what that changes. */
export function ResetDialog({ opened, onClose, language, saved, defaultPrompt, onReset }: Props) {
  const { save, busy, error } = useSavePrompt(language);
  const reset = async () => {
    if (!(await save(defaultPrompt, saved.version))) return;
    onReset();
    onClose();
    notifySuccess(`Default ${LANGUAGE[language]} prompt restored. It applies from the next call.`);
  };
  return (
    <Modal opened={opened} onClose={onClose} title="Reset to the default prompt?" size="xl">
      <Stack>
        <Text size="sm">
          The prompt that ships with HomeWork replaces yours, which stays available among the earlier
          versions. This is what changes:
        </Text>
        <Difference label="What the reset changes" from={saved.value} to={defaultPrompt} />
        <FormProblem>{error}</FormProblem>
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
