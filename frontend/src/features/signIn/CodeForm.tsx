import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { sendCode, SignInRefused, type SignInResult } from "../../auth/cognito";
import { FormProblem } from "../../components/FormProblem";
import { CodeField } from "./fields";
import { useSubmit } from "./useSubmit";

interface Props {
  username: string;
  challenge: string;
  onResult: (result: SignInResult) => void;
}

/** Asks for the code that the operator's authenticator app shows. */
export function CodeForm({ username, challenge, onResult }: Props) {
  const [code, setCode] = useState("");
  const { busy, problem, submit } = useSubmit(async () => {
    try {
      onResult(await sendCode(username, code.trim(), challenge));
    } catch (error) {
      throw overtime(error);
    }
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">Your authenticator app shows a code for HomeWork.</Text>
        <CodeField autoFocus value={code} onChange={(event) => setCode(event.currentTarget.value)} />
        <FormProblem>{problem}</FormProblem>
        <Button type="submit" variant="filled" loading={busy}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}

/** Cognito waits three minutes for a code, and then knows nothing of the sign-in any more. */
function overtime(error: unknown): unknown {
  const isOver = error instanceof SignInRefused && error.code === "NotAuthorizedException";
  return isOver ? new Error("That took too long. Sign in again.") : error;
}
