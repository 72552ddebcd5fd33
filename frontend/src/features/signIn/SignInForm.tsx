import { Anchor, Button, PasswordInput, Stack } from "@mantine/core";
import { useState } from "react";

import { type Challenge, signIn } from "../../auth/cognito";
import { session } from "../../auth/session";
import { FormProblem } from "../../components/FormProblem";
import { EmailField } from "./fields";
import { useSubmit } from "./useSubmit";

interface Props {
  /** Given where only the password of somebody known is asked for. */
  username?: string;
  onChallenge: (username: string, challenge: Challenge) => void;
  onForgotten?: (username: string) => void;
}

export function SignInForm({ username: known, onChallenge, onForgotten }: Props) {
  const [username, setUsername] = useState(known ?? "");
  const [password, setPassword] = useState("");
  const { busy, problem, submit } = useSubmit(async () => {
    const name = username.trim();
    const result = await signIn(name, password);
    if ("tokens" in result) session.begin(name, result.tokens);
    else onChallenge(name, result.challenge);
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <EmailField
          autoFocus={!known}
          readOnly={Boolean(known)}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          autoFocus={Boolean(known)}
          data-autofocus={known ? true : undefined}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <FormProblem>{problem}</FormProblem>
        <Button type="submit" variant="filled" loading={busy}>
          Sign in
        </Button>
        {onForgotten && (
          <Anchor
            component="button"
            type="button"
            size="sm"
            onClick={() => onForgotten(username.trim())}
          >
            Forgot password?
          </Anchor>
        )}
      </Stack>
    </form>
  );
}
