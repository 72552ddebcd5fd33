import { count } from "../../lib/format";
import classes from "./Conversation.module.css";
import { isSlow, seconds, type TurnFigures } from "./figures";
import { ToolUse } from "./ToolUse";
import { words } from "./words";

interface Props {
  turn: TurnFigures;
  /** Tokens and where the time went, too: for whoever works on a prompt. */
  detailed?: boolean;
}

/** What stands under the agent's words: the tools it used, what it understood, and how long it took. */
export function TurnNotes({ turn, detailed = false }: Props) {
  const notes = notesOf(turn, detailed);
  return (
    <>
      {turn.tools.map((tool) => (
        <ToolUse key={tool.id} tool={tool} />
      ))}
      {notes.length > 0 && <p className={classes.notes}>{notes.join(" · ")}</p>}
      {turn.fault && (
        <p className={classes.fault}>
          Something went wrong in this turn, so the agent used a fallback phrase.
        </p>
      )}
    </>
  );
}

function notesOf(turn: TurnFigures, detailed: boolean): string[] {
  // The opening is the same for everybody: nothing is understood yet, and nothing asked.
  if (turn.number === 0) return detailed ? ["Scripted opening"] : [];
  const notes = [words(turn.intent)];
  if (turn.model_requests === 0) return detailed ? [...notes, "Scripted phrase"] : notes;
  notes.push(`${seconds(turn.latency_ms)}${isSlow(turn) ? ", slow" : ""}`);
  if (!detailed) return notes;
  return [
    ...notes,
    `Model ${seconds(turn.model_ms)}, tools ${seconds(turn.tools_ms)}`,
    `${count(turn.prompt_tokens)} tokens in, ${count(turn.completion_tokens)} out`,
  ];
}
