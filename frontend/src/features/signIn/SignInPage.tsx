import { Card, Center, Title } from "@mantine/core";
import { useState } from "react";

import type { Challenge } from "../../auth/cognito";
import { Brand } from "../../components/Brand";
import { usePageTitle } from "../../lib/usePageTitle";
import { CHALLENGE_TITLES, ChallengeForm } from "./ChallengeForm";
import { ResetPasswordForm } from "./ResetPasswordForm";
import { SignInForm } from "./SignInForm";

type Step =
  | { step: "sign-in" }
  | { step: "challenge"; username: string; challenge: Challenge }
  | { step: "reset"; username: string };

const TITLES = {
  "sign-in": "Sign in",
  reset: "Reset your password",
};

export default function SignInPage() {
  usePageTitle("Sign in");
  const [step, setStep] = useState<Step>({ step: "sign-in" });
  return (
    <>
      <header className="head">
        <Brand />
      </header>
      <Center component="main" mih="calc(100dvh - var(--head-height))" p="md">
        <Card padding="xl" w="100%" maw={400}>
          <Title order={1} size="h3" mb="md">
            {step.step === "challenge" ? CHALLENGE_TITLES[step.challenge.name] : TITLES[step.step]}
          </Title>
          {step.step === "sign-in" && (
            <SignInForm
              onChallenge={(username, challenge) => setStep({ step: "challenge", username, challenge })}
              onForgotten={(username) => setStep({ step: "reset", username })}
            />
          )}
          {step.step === "challenge" && (
            <ChallengeForm
              // A new session starts with an empty form.
              key={step.challenge.session}
              username={step.username}
              challenge={step.challenge}
              onChallenge={(challenge) => setStep({ ...step, challenge })}
            />
          )}
          {step.step === "reset" && (
            <ResetPasswordForm username={step.username} onDone={() => setStep({ step: "sign-in" })} />
          )}
        </Card>
      </Center>
    </>
  );
}
