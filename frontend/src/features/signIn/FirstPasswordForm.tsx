import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { chooseFirstPassword } from "../../auth/cognito";
import { session } from "../../auth/session";
import { FormProblem } from "../../components/FormProblem";
import { NewPasswordField } from "./fields";
import { useSubmit } from "./useSubmit";

/** Replaces the temporary password that an operator was invited with. */
export function FirstPasswordForm({ username, challenge }: { username: string; challenge: string }) {
  const [password, setPassword] = useState("");
  const { busy, problem, submit } = useSubmit(async () => {
    const result = await chooseFirstPassword(username, password, challenge);
    if (!("tokens" in result)) throw new Error("The password is not set yet. Sign in again.");
    session.begin(username, result.tokens);
  });
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
