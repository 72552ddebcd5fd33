import { Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { chooseFirstPassword } from "./cognito";
import { session } from "./session";
import { useSubmit } from "./useSubmit";

/** Replaces the temporary password that an operator was invited with. */
export function FirstPasswordForm({ username, challenge }: { username: string; challenge: string }) {
  const [password, setPassword] = useState("");
  const { busy, problem, submit } = useSubmit(async () => {
    const result = await chooseFirstPassword(username, password, challenge);
    if (!("tokens" in result))
      throw new Error("Cognito asks for the password once more. Sign in again.");
    session.begin(username, result.tokens);
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">The password you were sent was for the first time only.</Text>
        <PasswordInput
          label="New password"
          description="At least 12 characters, with a capital, a small letter and a digit"
          autoComplete="new-password"
          required
          withAsterisk={false}
          autoFocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {problem && (
          <Text c="var(--mantine-color-error)" size="sm" role="alert">
            {problem}
          </Text>
        )}
        <Button type="submit" variant="filled" loading={busy}>
          Set password and sign in
        </Button>
      </Stack>
    </form>
  );
}
