import { useCallback, useEffect, useRef, useState } from "react";

import { client } from "../../api/client";
import type { PlaygroundTurn } from "../../api/types";
import { forgetDraft } from "./draft";
import type { Scene } from "./useScene";

export interface TalkState {
  turns: PlaygroundTurn[];
  /** What the lead has just said, until it is answered; null while nothing is under way. */
  pending: { heard: string | null } | null;
  /** What was not answered, and why. */
  failed: { heard: string | null; error: unknown } | null;
  /** The agent has hung up. */
  over: boolean;
  /** Tells whether it was answered; a talk that was left counts as answered. */
  say: (heard: string) => Promise<boolean>;
  /** Asks for the opening once more. */
  reopen: () => void;
}

/** A talk in this scene, from the opening on. The whole of it is kept here: the API forgets each turn. */
export function useTalk(scene: Scene): TalkState {
  const [turns, setTurns] = useState<PlaygroundTurn[]>([]);
  const [pending, setPending] = useState<TalkState["pending"]>({ heard: null });
  const [failed, setFailed] = useState<TalkState["failed"]>(null);
  const running = useRef<AbortController>(undefined);

  const ask = useCallback(
    async (heard: string | null, before: PlaygroundTurn[]) => {
      const request = new AbortController();
      running.current?.abort();
      running.current = request;
      try {
        const { data } = await client.POST("/api/playground/turns", {
          signal: request.signal,
          body: {
            language: scene.language,
            lead_name: scene.leadName || null,
            time_zone: scene.timeZone || null,
            system_prompt: scene.prompt,
            turns: before,
            heard,
          },
        });
        if (data && !request.signal.aborted) setTurns([...before, data.turn]);
        return true;
      } catch (error) {
        if (!request.signal.aborted) setFailed({ heard, error });
        return request.signal.aborted;
      } finally {
        if (!request.signal.aborted) setPending(null);
      }
    },
    [scene.language, scene.leadName, scene.timeZone, scene.prompt],
  );

  const begin = (heard: string | null) => {
    setFailed(null);
    setPending({ heard });
    return ask(heard, turns);
  };

  // Opens the talk. It is under way from the first moment on.
  useEffect(() => {
    forgetDraft();
    // It sets state when the answer is there, not before.
    // oxlint-disable-next-line react/set-state-in-effect
    void ask(null, []);
    return () => running.current?.abort();
  }, [ask]);

  return {
    turns,
    pending,
    failed,
    over: turns.at(-1)?.ends_call ?? false,
    say: begin,
    reopen: () => void begin(null),
  };
}
