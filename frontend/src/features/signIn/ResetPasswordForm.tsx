import { Anchor, Button, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { resetPassword, sendResetCode } from "../../auth/cognito";
import { FormProblem } from "../../components/FormProblem";
import { CodeField, EmailField, NewPasswordField } from "./fields";
import { useSubmit } from "./useSubmit";

/** Has a code sent, and sets a new password with it. */
export function ResetPasswordForm({
  username: given,
  onDone,
}: {
  username: string;
  onDone: () => void;
}) {
  const [username, setUsername] = useState(given);
  const [sent, setSent] = useState(false);
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const { busy, problem, submit } = useSubmit(async () => {
    if (sent) {
      await resetPassword(username.trim(), code.trim(), password);
      onDone();
    } else {
      await sendResetCode(username.trim());
      setSent(true);
    }
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <EmailField
          readOnly={sent}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        {sent && (
          <>
            <Text size="sm" role="status">
              If there is an account with this address, a code is on its way.
            </Text>
            <CodeField value={code} onChange={(event) => setCode(event.currentTarget.value)} />
            <NewPasswordField
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          </>
        )}
        <FormProblem>{problem}</FormProblem>
        <Button type="submit" variant="filled" loading={busy}>
          {sent ? "Set password" : "Send a code"}
        </Button>
        <Anchor component="button" type="button" size="sm" onClick={onDone}>
          Back to sign-in
        </Anchor>
      </Stack>
    </form>
  );
}
