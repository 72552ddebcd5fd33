import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { IconDice5 } from "@tabler/icons-react";
import { useState } from "react";

import { CopyButton } from "../../components/CopyButton";

interface Props {
  value: string;
  /** There is one already, which stays if nothing is typed. */
  isSet: boolean;
  error?: string;
  onChange: (value: string) => void;
}

const SECRET_BYTES = 32;

/** The secret that events are signed with. It is typed or made here and never read back. */
export function SecretField({ value, isSet, error, onChange }: Props) {
  const [visible, setVisible] = useState(false);
  const generate = () => {
    onChange(randomHex(SECRET_BYTES));
    setVisible(true);
  };
  return (
    <Stack gap="xs">
      <PasswordInput
        label="Signing secret"
        description={
          isSet
            ? "A secret is set. Leave empty to keep it."
            : "16 to 256 characters without spaces. You won’t be able to see it again."
        }
        autoComplete="new-password"
        value={value}
        error={error}
        visible={visible}
        onVisibilityChange={setVisible}
        visibilityToggleButtonProps={{ "aria-label": "Show or hide the secret" }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Group gap="xs">
        <Button size="xs" leftSection={<IconDice5 size={14} />} onClick={generate}>
          Generate
        </Button>
        {value !== "" && (
          <>
            <CopyButton value={value} label="Copy secret" />
            <Text size="xs" c="dimmed">
              Share it with the partner before you save.
            </Text>
          </>
        )}
      </Group>
    </Stack>
  );
}

function randomHex(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
