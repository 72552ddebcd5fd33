import { Card, Center, Title } from "@mantine/core";
import { useState } from "react";

import { Brand } from "../../components/Brand";
import { usePageTitle } from "../../lib/usePageTitle";
import { FirstPasswordForm } from "./FirstPasswordForm";
import { ResetPasswordForm } from "./ResetPasswordForm";
import { SignInForm } from "./SignInForm";

type Step =
  | { step: "sign-in" }
  | { step: "first-password"; username: string; challenge: string }
  | { step: "reset"; username: string };

const TITLES = {
  "sign-in": "Sign in",
  "first-password": "Choose a password",
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
            {TITLES[step.step]}
          </Title>
          {step.step === "sign-in" && (
            <SignInForm
              onChallenge={(username, challenge) =>
                setStep({ step: "first-password", username, challenge })
              }
              onForgotten={(username) => setStep({ step: "reset", username })}
            />
          )}
          {step.step === "first-password" && (
            <FirstPasswordForm username={step.username} challenge={step.challenge} />
          )}
          {step.step === "reset" && (
            <ResetPasswordForm username={step.username} onDone={() => setStep({ step: "sign-in" })} />
          )}
        </Card>
      </Center>
    </>
  );
}
