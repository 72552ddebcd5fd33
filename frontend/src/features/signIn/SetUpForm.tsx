import { Anchor, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";

import { beginSetUp, confirmSetUp, type SetUpBy } from "../../auth/cognito";
import { CopyButton } from "../../components/CopyButton";
import { FormProblem } from "../../components/FormProblem";
import { CodeField } from "./fields";
import { inGroups, otpauthUri } from "./otpauth";
import { QrCode } from "./QrCode";
import { useSubmit } from "./useSubmit";

interface Props {
  username: string;
  by: SetUpBy;
  /** The authenticator has the key; a sign-in under way goes on in this session. */
  onConfirmed: (session: string) => Promise<void>;
}

/** Gives an authenticator app the key, and has it prove that by a code. */
export default function SetUpForm({ username, by, onConfirmed }: Props) {
  const [given, setGiven] = useState<{ key: string; by: SetUpBy } | null>(null);
  const [code, setCode] = useState("");
  const { busy, problem, submit } = useSubmit(async () => {
    if (given) await onConfirmed(await confirmSetUp(given.by, code.trim()));
    else setGiven(await beginSetUp(by));
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        {given ? (
          <>
            <Text size="sm">
              Scan this with your authenticator app, or{" "}
              <Anchor href={otpauthUri(username, given.key)} underline="always" inherit>
                open it on this device
              </Anchor>
              . The key can also be typed in.
            </Text>
            <QrCode text={otpauthUri(username, given.key)} label="Key for an authenticator app" />
            <Group gap="xs" align="flex-end" wrap="nowrap">
              <TextInput label="Key" readOnly flex={1} value={inGroups(given.key)} />
              <CopyButton value={given.key} size="sm" />
            </Group>
            <CodeField autoFocus value={code} onChange={(event) => setCode(event.currentTarget.value)} />
          </>
        ) : (
          <Text size="sm">
            Besides your password, signing in then asks for a code that an authenticator app shows, such
            as Google Authenticator, Microsoft Authenticator or 1Password. Have it at hand.
          </Text>
        )}
        <FormProblem>{problem}</FormProblem>
        <Button type="submit" variant="filled" loading={busy}>
          {given ? "Confirm code" : "Set up an authenticator app"}
        </Button>
      </Stack>
    </form>
  );
}
