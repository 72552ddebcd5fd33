import { Button, Modal, Stack, Text } from "@mantine/core";
import { useEffect, useState } from "react";

import { askForCode, hasSecondFactor } from "../../auth/cognito";
import { session } from "../../auth/session";
import { FormProblem } from "../../components/FormProblem";
import { notifySuccess } from "../../lib/feedback";
import { explainSignIn } from "./refusals";
import SetUpForm from "./SetUpForm";
import { useSubmit } from "./useSubmit";

interface Props {
  username: string;
  onClose: () => void;
}

/** Whether the operator's own sign-in asks for a code, and having it do so. */
export default function SecondFactorDialog({ username, onClose }: Props) {
  const [account, setAccount] = useState<{ token: string; isOn: boolean } | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    let isOpen = true;
    const look = async () => {
      const token = await session.accessToken();
      const isOn = await hasSecondFactor(token);
      if (isOpen) setAccount({ token, isOn });
    };
    look().catch((error: unknown) => setFailure(explainSignIn(error)));
    return () => {
      isOpen = false;
    };
  }, []);
  const turnOn = async (token: string) => {
    await askForCode(token, true);
    notifySuccess("Signing in asks for a code from now on.");
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title="Second factor">
      <FormProblem>{failure}</FormProblem>
      {account?.isOn === false && (
        <SetUpForm
          username={username}
          by={{ accessToken: account.token }}
          onConfirmed={() => turnOn(account.token)}
        />
      )}
      {account?.isOn && <TurnOff token={account.token} onClose={onClose} />}
    </Modal>
  );
}

function TurnOff({ token, onClose }: { token: string; onClose: () => void }) {
  const { busy, problem, submit } = useSubmit(async () => {
    await askForCode(token, false);
    notifySuccess("Signing in no longer asks for a code.");
    onClose();
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">On: signing in asks for a code from your authenticator app.</Text>
        <FormProblem>{problem}</FormProblem>
        <Button type="submit" loading={busy}>
          Turn off
        </Button>
      </Stack>
    </form>
  );
}
