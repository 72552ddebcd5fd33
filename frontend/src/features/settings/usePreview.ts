import { useCallback, useEffect, useRef, useState } from "react";

import { client } from "../../api/client";
import { notifyFailure } from "../../lib/feedback";

export interface Preview {
  /** The voice that is being fetched or heard. */
  voiceId: string | null;
  phase: "loading" | "playing" | "silent";
  play: (voiceId: string) => void;
  stop: () => void;
}

/**
 * Plays samples of voices, one at a time. They come through the API, which wants to know who asks, so
 * they are fetched and not linked to; what was fetched is kept as long as the page is shown.
 */
export function usePreview(): Preview {
  const [current, setCurrent] = useState<Pick<Preview, "voiceId" | "phase">>(SILENCE);
  const playing = useRef<{ abort: AbortController; sound?: HTMLAudioElement }>(undefined);
  const addresses = useRef(new Map<string, string>());

  const hush = useCallback(() => {
    playing.current?.abort.abort();
    playing.current?.sound?.pause();
    playing.current = undefined;
  }, []);
  useEffect(() => {
    const kept = addresses.current;
    return () => {
      hush();
      for (const address of kept.values()) URL.revokeObjectURL(address);
      kept.clear();
    };
  }, [hush]);

  const stop = () => {
    hush();
    setCurrent(SILENCE);
  };
  const play = async (voiceId: string) => {
    hush();
    const mine: NonNullable<typeof playing.current> = { abort: new AbortController() };
    playing.current = mine;
    setCurrent({ voiceId, phase: "loading" });
    try {
      const address = addresses.current.get(voiceId) ?? (await fetchSample(voiceId, mine.abort.signal));
      if (playing.current !== mine) {
        if (!addresses.current.has(voiceId)) URL.revokeObjectURL(address);
        return;
      }
      addresses.current.set(voiceId, address);
      mine.sound = new Audio(address);
      mine.sound.addEventListener("ended", stop);
      await mine.sound.play();
      if (playing.current === mine) setCurrent({ voiceId, phase: "playing" });
    } catch (error) {
      // Stopped, or another one was asked for meanwhile.
      if (playing.current !== mine) return;
      stop();
      notifyFailure("Cannot play the sample", error);
    }
  };
  return { ...current, play: (voiceId) => void play(voiceId), stop };
}

const SILENCE = { voiceId: null, phase: "silent" } as const;

/** An address, within this page, of a voice's sample. */
async function fetchSample(voiceId: string, signal: AbortSignal): Promise<string> {
  const { data } = await client.GET("/api/settings/voices/preview/{voice_id}", {
    params: { path: { voice_id: voiceId } },
    parseAs: "blob",
    signal,
  });
  if (!data) throw new Error("The server sent no audio.");
  return URL.createObjectURL(data);
}
