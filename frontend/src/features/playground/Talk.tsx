import { Loader, Stack, Text } from "@mantine/core";

import { ErrorState } from "../../components/ErrorState";
import { SkeletonBlock } from "../../components/Skeletons";
import { SlowNotice } from "../../components/SlowNotice";
import { Bubble, Conversation, Note } from "../conversation/Bubble";
import { TurnNotes } from "../conversation/TurnNotes";
import { words } from "../conversation/words";
import { SayForm } from "./SayForm";
import type { Scene } from "./useScene";
import type { TalkState } from "./useTalk";

/** The conversation so far, and what to say next. */
export function Talk({ talk, scene }: { talk: TalkState; scene: Scene }) {
  const { turns, pending, error, over } = talk;
  const last = turns.at(-1);
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
        {over && last && <Note>The agent has hung up: {words(last.intent).toLowerCase()}.</Note>}
      </Conversation>
      {pending && <Waiting opening={turns.length === 0} />}
      {error !== null && (
        <ErrorState what="The agent did not answer" error={error} onRetry={talk.retry} />
      )}
      {!over && <SayForm busy={pending !== null || turns.length === 0} onSay={talk.say} />}
    </Stack>
  );
}

function Heard({ heard, at, scene }: { heard: string | null; at?: string; scene: Scene }) {
  if (heard === null) return null;
  if (heard === "") return <Note at={at}>The lead says nothing</Note>;
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
