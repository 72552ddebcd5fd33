import { Text } from "@mantine/core";

import type { CallDetails, Message } from "../../api/types";
import { Section } from "../../components/Section";
import { counted } from "../../lib/format";
import { CALL_OUTCOME } from "../../lib/labels";
import { Bubble, Conversation, Note } from "../conversation/Bubble";
import { seconds, totalsOf } from "../conversation/figures";
import { TurnNotes } from "../conversation/TurnNotes";
import { keyPressed } from "../conversation/words";
import { isLive } from "./callQuery";

/** Everything that was said in a call, as it is said. */
export function CallConversation({ call }: { call: CallDetails }) {
  const messages = call.conversation_history;
  return (
    <Section title="Conversation" actions={<Figures messages={messages} />}>
      {messages.length === 0 ? (
        <Text size="sm" c="dimmed" role="status">
          {nothingSaid(call)}
        </Text>
      ) : (
        <Conversation label="Conversation">
          {messages.map((message, place) => (
            // What was said stays where it is: only its place names it.
            // oxlint-disable-next-line react/no-array-index-key
            <Utterance key={place} message={message} call={call} />
          ))}
          <Closing call={call} />
        </Conversation>
      )}
    </Section>
  );
}

function Utterance({ message, call }: { message: Message; call: CallDetails }) {
  if (message.role === "SYSTEM") {
    // The one note the API knows; whatever comes later is shown as it is.
    const text = message.message === "(silence)" ? "Silence" : message.message;
    return <Note at={message.created_at}>{text}</Note>;
  }
  const isAgent = message.role === "AI";
  const pressed = isAgent ? null : keyPressed(message.message);
  if (pressed) return <Note at={message.created_at}>{pressed}</Note>;
  return (
    <Bubble
      who={isAgent ? "agent" : "lead"}
      name={isAgent ? "Agent" : call.lead.name}
      text={message.message}
      at={message.created_at}
      language={call.language}
    >
      {message.turn && <TurnNotes turn={message.turn} />}
    </Bubble>
  );
}

function Closing({ call }: { call: CallDetails }) {
  if (isLive(call)) return <Note>Call in progress</Note>;
  return call.ended_at ? <Note at={call.ended_at}>The call ended</Note> : null;
}

/** How quickly the agent answered, in a line. */
function Figures({ messages }: { messages: Message[] }) {
  const turns = messages.flatMap((message) => message.turn ?? []);
  const { answers, averageMs, slowestMs } = totalsOf(turns);
  if (averageMs === null || slowestMs === null) return null;
  return (
    <Text size="xs" c="dimmed">
      {counted(answers, "answer")} in {seconds(averageMs)} on average, {seconds(slowestMs)} at most
    </Text>
  );
}

function nothingSaid(call: CallDetails): string {
  if (call.state === "DIALING") return "Dialing…";
  if (call.state === "RINGING") return "Ringing. The conversation appears here as it happens.";
  if (call.state === "IN_PROGRESS") return "Answered. The agent is about to speak.";
  if (call.failure) return `Nothing was said, because the call failed. ${call.failure}.`;
  const how = call.outcome ? CALL_OUTCOME[call.outcome].text.toLowerCase() : "not answered";
  return `Nothing was said: ${how}.`;
}
