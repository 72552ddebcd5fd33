import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { chooseFirstPassword, type SignInResult } from "../../auth/cognito";
import { FormProblem } from "../../components/FormProblem";
import { NewPasswordField } from "./fields";
import { useSubmit } from "./useSubmit";

interface Props {
  username: string;
  challenge: string;
  onResult: (result: SignInResult) => void;
}

/** Replaces the temporary password that an operator was invited with. */
export function FirstPasswordForm({ username, challenge, onResult }: Props) {
  const [password, setPassword] = useState("");
  const { busy, problem, submit } = useSubmit(async () =>
    onResult(await chooseFirstPassword(username, password, challenge)),
  );
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">Your temporary password works once only. Choose your own.</Text>
        <NewPasswordField
          autoFocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <FormProblem>{problem}</FormProblem>
        <Button type="submit" variant="filled" loading={busy}>
          Set password and sign in
        </Button>
      </Stack>
    </form>
  );
}
