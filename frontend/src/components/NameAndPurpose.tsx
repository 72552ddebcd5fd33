import { Text } from "@mantine/core";

/** What something is called, and below it what it is for. */
export function NameAndPurpose({ name, purpose }: { name: string; purpose: string }) {
  return (
    <>
      <Text size="sm" fw={500}>
        {name}
      </Text>
      <Text size="xs" c="dimmed">
        {purpose}
      </Text>
    </>
  );
}
