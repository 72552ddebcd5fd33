import { useEffect, useRef, useState } from "react";

import { client } from "../../api/client";
import { notifyFailure } from "../../lib/feedback";

/** Plays a voice's sample, one at a time; leaving the page ends it. */
export function usePreview() {
  const [loading, setLoading] = useState<string | null>(null);
  const [playing, setPlaying] = useState<string | null>(null);
  const sound = useRef<{ audio: HTMLAudioElement; url: string }>(undefined);

  const stop = () => {
    sound.current?.audio.pause();
    if (sound.current) URL.revokeObjectURL(sound.current.url);
    sound.current = undefined;
    setPlaying(null);
  };
  useEffect(
    () => () => {
      sound.current?.audio.pause();
      if (sound.current) URL.revokeObjectURL(sound.current.url);
    },
    [],
  );

  const toggle = async (voiceId: string) => {
    const again = playing === voiceId;
    stop();
    if (again) return;
    setLoading(voiceId);
    try {
      // The sample needs the operator's token, so it cannot be an address of its own.
      const { data } = await client.GET("/api/settings/voices/preview/{voice_id}", {
        params: { path: { voice_id: voiceId } },
        parseAs: "blob",
      });
      const url = URL.createObjectURL(data as unknown as Blob);
      const audio = new Audio(url);
      sound.current = { audio, url };
      audio.addEventListener("ended", stop);
      await audio.play();
      setPlaying(voiceId);
    } catch (error) {
      stop();
      notifyFailure("The sample was not played", error);
    } finally {
      setLoading(null);
    }
  };
  return { loading, playing, toggle };
}
