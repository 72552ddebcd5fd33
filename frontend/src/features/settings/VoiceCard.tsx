import { ActionIcon, Group, Loader, Radio } from "@mantine/core";
import { IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";

import type { Voice } from "../../api/types";
import type { Preview } from "./usePreview";
import classes from "./VoiceCard.module.css";

interface Props {
  voice: Voice;
  /** Said instead of the labels. */
  about?: string;
  /** Without one the voice cannot be listened to. */
  preview?: Preview;
}

/** One voice to choose, and to listen to. */
export function VoiceCard({ voice, about, preview }: Props) {
  return (
    <Group className={classes.card} wrap="nowrap" justify="space-between">
      <Radio
        value={voice.voice_id}
        label={voice.name}
        description={about ?? voice.labels.join(" · ")}
        classNames={{ root: classes.choice, labelWrapper: classes.label }}
      />
      {preview && <PlayButton voice={voice} preview={preview} />}
    </Group>
  );
}

function PlayButton({ voice, preview }: { voice: Voice; preview: Preview }) {
  const phase = preview.voiceId === voice.voice_id ? preview.phase : "silent";
  return (
    <ActionIcon
      variant="default"
      size="lg"
      radius="xl"
      aria-label={phase === "silent" ? `Listen to ${voice.name}` : `Stop ${voice.name}`}
      aria-busy={phase === "loading"}
      onClick={() => (phase === "silent" ? preview.play(voice.voice_id) : preview.stop())}
    >
      {phase === "loading" && <Loader size={16} />}
      {phase === "playing" && <IconPlayerStop size={18} />}
      {phase === "silent" && <IconPlayerPlay size={18} />}
    </ActionIcon>
  );
}
