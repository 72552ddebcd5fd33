import { Button, Stack, Text } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useRef, useState } from "react";

import { client } from "../../api/client";
import type { CallDetails } from "../../api/types";
import { ErrorState } from "../../components/ErrorState";
import { Section } from "../../components/Section";
import { isLive, isWrittenUp } from "./callQuery";
import classes from "./RecordingPlayer.module.css";

/** Plays a call's recording. Its link is good for a short while, so it is fetched when it is wanted. */
export function RecordingPlayer({ call }: { call: CallDetails }) {
  if (isLive(call) || call.answered_at === null) return null;
  return (
    <Section title="Recording">
      {call.recording_url === null ? (
        <Text size="sm" c="dimmed" role="status">
          {isWrittenUp(call)
            ? "No recording is available for this call."
            : "The recording is being saved…"}
        </Text>
      ) : (
        <Player callId={call.id} name={call.lead.name} />
      )}
    </Section>
  );
}

function Player({ callId, name }: { callId: string; name: string }) {
  const { link, busy, error, fetchLink } = useLink(callId);
  const audio = useRef<HTMLAudioElement>(null);
  /** Where to go on after a new link, in seconds. */
  const place = useRef(0);
  /** The link that has been tried and failed at once: a new one would not help. */
  const [broken, setBroken] = useState(false);
  const played = useRef(false);

  const start = () => {
    played.current = false;
    setBroken(false);
    void fetchLink();
  };
  // A link that has played is one that has expired; one that never did leads to nothing.
  const failed = () => {
    if (!played.current) return setBroken(true);
    place.current = audio.current?.currentTime ?? 0;
    start();
  };
  if (error !== null || broken) {
    const problem = error ?? new Error("The recording is missing, or your browser cannot play it.");
    return <ErrorState what="Cannot play the recording" error={problem} onRetry={start} />;
  }
  if (link === null) {
    return (
      <Button leftSection={<IconPlayerPlay size={16} />} loading={busy} onClick={start}>
        Play the recording
      </Button>
    );
  }
  return (
    <Stack gap="xs">
      {/* What is said stands beside it, as the conversation and as the transcript. */}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      <audio
        ref={audio}
        key={link}
        src={link}
        controls
        autoPlay
        className={classes.audio}
        aria-label={`Recording of the call with ${name}`}
        onLoadedMetadata={(event) => {
          event.currentTarget.currentTime = place.current;
        }}
        onPlaying={() => {
          played.current = true;
        }}
        onError={failed}
      />
      <Text size="xs" c="dimmed">
        This private link expires after 15 minutes.
      </Text>
    </Stack>
  );
}

/** The recording's link, as soon as it has been asked for. */
function useLink(callId: string) {
  const [link, setLink] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const fetchLink = async () => {
    setBusy(true);
    setError(null);
    try {
      const { data } = await client.GET("/api/calls/{call_id}/recording", {
        params: { path: { call_id: callId } },
      });
      setLink(data?.recording_url ?? null);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return { link, busy, error, fetchLink };
}
