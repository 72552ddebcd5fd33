import { Button, Loader, Stack, Text } from "@mantine/core";
import { useEffect, useRef } from "react";

import { ErrorState } from "../../components/ErrorState";
import { SkeletonBlock } from "../../components/Skeletons";
import { SlowNotice } from "../../components/SlowNotice";
import { Bubble, Conversation, Note } from "../conversation/Bubble";
import { TurnNotes } from "../conversation/TurnNotes";
import { keyPressed, words } from "../conversation/words";
import { SayForm } from "./SayForm";
import type { Scene } from "./useScene";
import type { TalkState } from "./useTalk";

interface Props {
  talk: TalkState;
  scene: Scene;
  onRestart: () => void;
}

/** The conversation so far, and what to say next. */
export function Talk({ talk, scene, onRestart }: Props) {
  const { turns, pending, failed, over } = talk;
  const last = turns.at(-1);
  const end = useRef<HTMLDivElement>(null);
  // The latest words stay in view, and the field below them. The opening moves nothing: the page's
  // head is what is read first.
  const hasBegun = turns.length > 1 || (turns.length === 1 && pending !== null);
  const place = hasBegun ? `${turns.length} ${pending !== null} ${failed !== null}` : "";
  useEffect(() => {
    if (place) end.current?.scrollIntoView({ block: "nearest" });
  }, [place]);
  return (
    <Stack>
      <Conversation label="Conversation with the agent">
        {turns.flatMap((turn) => [
          <Heard
            key={`heard ${turn.number}`}
            heard={turn.heard ?? null}
            at={turn.heard_at}
            scene={scene}
          />,
          <Bubble
            key={`said ${turn.number}`}
            who="agent"
            name="Agent"
            text={turn.said}
            at={turn.said_at}
            language={scene.language}
          >
            <TurnNotes turn={turn} detailed />
          </Bubble>,
        ])}
        {pending && <Heard heard={pending.heard} scene={scene} />}
        {over && last && <Note>The agent ended the call: {words(last.intent).toLowerCase()}.</Note>}
      </Conversation>
      {pending && <Waiting opening={turns.length === 0} />}
      {failed?.heard === null && (
        <ErrorState what="The agent did not answer" error={failed.error} onRetry={talk.reopen} />
      )}
      {over ? (
        // The field that was typed in is gone: the keyboard goes on from here.
        <Button autoFocus variant="filled" onClick={onRestart} style={{ alignSelf: "flex-start" }}>
          Start a new conversation
        </Button>
      ) : (
        <SayForm
          language={scene.language}
          busy={pending !== null || turns.length === 0}
          failed={failed}
          onSay={talk.say}
        />
      )}
      <div ref={end} style={{ scrollMarginBottom: "var(--mantine-spacing-xl)" }} />
    </Stack>
  );
}

function Heard({ heard, at, scene }: { heard: string | null; at?: string; scene: Scene }) {
  if (heard === null) return null;
  const note = heard === "" ? "The lead says nothing" : keyPressed(heard);
  if (note) return <Note at={at}>{note}</Note>;
  return (
    <Bubble who="lead" name={scene.leadName || "Lead"} text={heard} at={at} language={scene.language} />
  );
}

function Waiting({ opening }: { opening: boolean }) {
  return (
    <div role="status">
      <SlowNotice what="the answer" />
      {opening ? (
        <SkeletonBlock height={60} />
      ) : (
        <Text size="sm" c="dimmed">
          <Loader size={12} mr="xs" aria-hidden /> The agent is answering…
        </Text>
      )}
    </div>
  );
}
