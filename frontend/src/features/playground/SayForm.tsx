import { ActionIcon, Button, Group, Stack, TextInput } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useRef, useState } from "react";

import type { Language } from "../../api/types";
import { ErrorState } from "../../components/ErrorState";
import { QUICK_REPLIES } from "./quickReplies";
import type { TalkState } from "./useTalk";

interface Props {
  language: Language;
  /** The agent is answering: nothing can be said until it has. */
  busy: boolean;
  failed: TalkState["failed"];
  onSay: TalkState["say"];
}

const LONGEST = 2000;

/** What the lead says: typed, or chosen from what leads often say. The focus stays in the field. */
export function SayForm({ language, busy, failed, onSay }: Props) {
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const say = async (heard: string) => {
    field.current?.focus();
    if (busy) return;
    setText((typed) => (typed.trim() === heard ? "" : typed));
    // What was not answered comes back, unless something else has been typed by then.
    if (!(await onSay(heard))) setText((typed) => typed || heard);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) void say(text.trim());
      }}
    >
      <Stack gap="xs">
        {failed && failed.heard !== null && (
          <ErrorState
            what="The agent did not answer"
            error={failed.error}
            onRetry={() => void say(failed.heard ?? "")}
          />
        )}
        <TextInput
          ref={field}
          aria-label="What the lead says"
          placeholder="Say something as the lead"
          maxLength={LONGEST}
          lang={language}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autoComplete="off"
          rightSection={
            <ActionIcon type="submit" aria-label="Send" disabled={busy || !text.trim()}>
              <IconSend size={18} />
            </ActionIcon>
          }
        />
        <Group gap={6} role="group" aria-label="Quick replies">
          {[...QUICK_REPLIES[language], ""].map((reply) => (
            <Button
              key={reply}
              size="compact-sm"
              fw={400}
              h="auto"
              mih={26}
              py={2}
              styles={{ label: { whiteSpace: "normal", textAlign: "start", lineHeight: 1.4 } }}
              lang={reply === "" ? undefined : language}
              disabled={busy}
              onClick={() => void say(reply)}
            >
              {reply === "" ? "(silence)" : reply}
            </Button>
          ))}
        </Group>
      </Stack>
    </form>
  );
}
