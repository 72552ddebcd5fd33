import { Button, Modal, Stack, Text, getDefaultZIndex } from "@mantine/core";
import { useState } from "react";

import type { Challenge } from "../../auth/cognito";
import { session } from "../../auth/session";
import { useSession } from "../../auth/useSession";
import { ChallengeForm } from "./ChallengeForm";
import { SignInForm } from "./SignInForm";

/** Asks for the password over the page that is open: whatever was under way goes on afterwards. */
export default function SessionEndedDialog() {
  const state = useSession();
  const [challenge, setChallenge] = useState<Challenge | null>(null);
  if (state.status !== "ended") return null;
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title="Sign in again"
      // Above whatever dialog the session ended in.
      zIndex={getDefaultZIndex("overlay")}
    >
      <Stack>
        <Text size="sm">
          Your session has expired. Sign in to continue where you left off. Nothing is lost.
        </Text>
        {challenge === null ? (
          <SignInForm username={state.username} onChallenge={(_, asked) => setChallenge(asked)} />
        ) : (
          <ChallengeForm
            key={challenge.session}
            username={state.username}
            challenge={challenge}
            onChallenge={setChallenge}
          />
        )}
        <Button variant="subtle" onClick={() => void session.signOut()}>
          Sign out
        </Button>
      </Stack>
    </Modal>
  );
}
