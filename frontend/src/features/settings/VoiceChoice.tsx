import { Button, Group, Radio, Stack, Text } from "@mantine/core";
import { IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";

import type { Voice } from "../../api/types";
import { usePreview } from "./usePreview";
import classes from "./VoiceChoice.module.css";

interface Props {
  voices: Voice[];
  value: string;
  onChange: (voiceId: string) => void;
}

/** The voices to choose from, each with a sample to hear. One plays at a time. */
export function VoiceChoice({ voices, value, onChange }: Props) {
  const preview = usePreview();
  return (
    <Radio.Group value={value} onChange={onChange} aria-label="Voice">
      <Stack gap="xs">
        {voices.map(({ voice_id, name, labels }) => (
          <Group key={voice_id} justify="space-between" wrap="nowrap" className={classes.voice}>
            <Radio
              value={voice_id}
              label={name}
              description={labels.join(", ")}
              styles={{ body: { alignItems: "center" } }}
            />
            <Button
              size="xs"
              loading={preview.loading === voice_id}
              leftSection={
                preview.playing === voice_id ? (
                  <IconPlayerStop size={14} />
                ) : (
                  <IconPlayerPlay size={14} />
                )
              }
              onClick={() => void preview.toggle(voice_id)}
              aria-label={`${preview.playing === voice_id ? "Stop" : "Play"} a sample of ${name}`}
            >
              {preview.playing === voice_id ? "Stop" : "Play"}
            </Button>
          </Group>
        ))}
        {voices.length === 0 && (
          <Text size="sm" c="dimmed">
            ElevenLabs offers none: leads hear the best match among Twilio&apos;s voices.
          </Text>
        )}
      </Stack>
    </Radio.Group>
  );
}
