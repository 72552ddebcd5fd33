import type { AgentTurn } from "../../api/types";
import { lazily } from "../../lib/lazily";

/** What a turn of the agent cost, on the telephone and in the playground alike. */
export type TurnFigures = Pick<
  AgentTurn,
  | "number"
  | "intent"
  | "fault"
  | "tools"
  | "latency_ms"
  | "model_ms"
  | "tools_ms"
  | "model_requests"
  | "prompt_tokens"
  | "completion_tokens"
>;

/** Whoever waits for an answer this long on the telephone begins to wonder. */
const SLOW_MS = 3_000;

export function isSlow(turn: Pick<TurnFigures, "latency_ms">): boolean {
  return turn.latency_ms >= SLOW_MS;
}

const short = lazily(() => new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 }));
const long = lazily(
  () => new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
);

/** 153 → "0.15 s", 2340 → "2.3 s" */
export function seconds(ms: number): string {
  return `${(ms < 1000 ? short() : long()).format(ms / 1000)} s`;
}

export interface Totals {
  /** Turns in which the model was asked. */
  answers: number;
  /** Of those; null where there is none. */
  averageMs: number | null;
  slowestMs: number | null;
  toolUses: number;
  modelRequests: number;
  promptTokens: number;
  completionTokens: number;
}

export function totalsOf(turns: readonly TurnFigures[]): Totals {
  const sum = (of: (turn: TurnFigures) => number) => turns.reduce((all, turn) => all + of(turn), 0);
  // The opening and the words after a silence are set phrases: they take no time.
  const times = turns.filter((turn) => turn.model_requests > 0).map((turn) => turn.latency_ms);
  return {
    answers: times.length,
    averageMs: times.length > 0 ? times.reduce((a, b) => a + b, 0) / times.length : null,
    slowestMs: times.length > 0 ? Math.max(...times) : null,
    toolUses: sum((turn) => turn.tools.length),
    modelRequests: sum((turn) => turn.model_requests),
    promptTokens: sum((turn) => turn.prompt_tokens),
    completionTokens: sum((turn) => turn.completion_tokens),
  };
}
