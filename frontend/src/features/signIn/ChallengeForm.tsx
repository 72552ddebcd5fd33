import { lazy, Suspense } from "react";

import { type Challenge, finishSetUp, type SignInResult } from "../../auth/cognito";
import { session } from "../../auth/session";
import { CodeForm } from "./CodeForm";
import { FirstPasswordForm } from "./FirstPasswordForm";

// Most sign-ins need none of it.
const SetUpForm = lazy(() => import("./SetUpForm"));

interface Props {
  username: string;
  challenge: Challenge;
  /** One challenge may follow on another. */
  onChallenge: (challenge: Challenge) => void;
}

export const CHALLENGE_TITLES: Record<Challenge["name"], string> = {
  "first-password": "Choose a password",
  code: "Enter your code",
  "set-up": "Set up a second factor",
};

/** What Cognito asks for besides the password, until somebody is signed in. */
export function ChallengeForm({ username, challenge, onChallenge }: Props) {
  const goOn = (result: SignInResult) => {
    if ("tokens" in result) session.begin(username, result.tokens);
    else onChallenge(result.challenge);
  };
  const asked = { username, challenge: challenge.session, onResult: goOn };
  if (challenge.name === "first-password") return <FirstPasswordForm {...asked} />;
  if (challenge.name === "code") return <CodeForm {...asked} />;
  return (
    <Suspense>
      <SetUpForm
        username={username}
        by={{ session: challenge.session }}
        onConfirmed={async (next) => goOn(await finishSetUp(username, next))}
      />
    </Suspense>
  );
}
