import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";

import { explain } from "../api/problem";

interface Props {
  error: unknown;
  /** What could not be done, such as "The leads cannot be shown". */
  what?: string;
  onRetry?: () => void;
}

/** Says what happened, and offers to try again. */
export function ErrorState({ error, what, onRetry }: Props) {
  const { title, detail, requestId } = explain(error);
  return (
    <Alert
      role="alert"
      color="red"
      variant="outline"
      bg="var(--surface)"
      icon={<IconAlertTriangle />}
      title={what ? `${what}: ${title.charAt(0).toLowerCase()}${title.slice(1)}` : title}
      styles={{ title: { color: "var(--mantine-color-error)" } }}
    >
      <Stack gap="xs">
        <Text size="sm">{detail}</Text>
        {onRetry && (
          <Group>
            <Button size="xs" leftSection={<IconRefresh size={14} />} onClick={onRetry}>
              Try again
            </Button>
          </Group>
        )}
        {requestId && (
          <Text size="xs" c="dimmed">
            Request {requestId}
          </Text>
        )}
      </Stack>
    </Alert>
  );
}
