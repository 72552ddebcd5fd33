import { ActionIcon, Button, Group, Stack, TextInput } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useState } from "react";

interface Props {
  /** The agent is answering: nothing can be said until it has. */
  busy: boolean;
  onSay: (heard: string) => void;
}

const QUICK = [
  "Yes, what is it about?",
  "Which times are free?",
  "The first one is fine. My address is sam@example.com.",
  "I am not interested.",
  "Please do not call me again.",
];

const LONGEST = 2000;

/** What the lead says: typed, or chosen from what leads often say. */
export function SayForm({ busy, onSay }: Props) {
  const [text, setText] = useState("");
  const say = (heard: string) => {
    if (busy) return;
    setText("");
    onSay(heard);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) say(text.trim());
      }}
    >
      <Stack gap="xs">
        <TextInput
          aria-label="What the lead says"
          placeholder="Say something as the lead"
          maxLength={LONGEST}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autoComplete="off"
          rightSection={
            <ActionIcon type="submit" aria-label="Say it" disabled={busy || !text.trim()}>
              <IconSend size={18} />
            </ActionIcon>
          }
        />
        <Group gap={6} role="group" aria-label="Quick replies">
          {QUICK.map((reply) => (
            <Button key={reply} size="compact-sm" fw={400} disabled={busy} onClick={() => say(reply)}>
              {reply}
            </Button>
          ))}
          <Button size="compact-sm" fw={400} disabled={busy} onClick={() => say("")}>
            (silence)
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
