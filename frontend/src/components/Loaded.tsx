import { Button, Group, Stack, Text } from "@mantine/core";
import { IconCloudOff } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useDeferredValue } from "react";

import { explain } from "../api/problem";
import { ErrorState } from "./ErrorState";
import { SlowNotice } from "./SlowNotice";

interface Props<T, E> {
  query: UseQueryResult<T, E>;
  /** What is loaded, for messages: "the leads". */
  what: string;
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}

/**
 * Shows what a query has: a skeleton while there is nothing yet, the data as soon as it is there, an error
 * with a way to try again. Data that cannot be refreshed stays, with a word about it.
 */
export function Loaded<T, E>({ query, what, skeleton, children }: Props<T, E>) {
  // Drawn in slices, so that a long list does not hold up whoever types or scrolls meanwhile.
  const data = useDeferredValue(query.data);
  if (data !== undefined) {
    return (
      <>
        {query.isError && <Stale what={what} error={query.error} onRetry={() => void query.refetch()} />}
        {children(data)}
      </>
    );
  }
  if (query.isError) {
    const subject = what.charAt(0).toUpperCase() + what.slice(1);
    return (
      <ErrorState
        what={`${subject} cannot be shown`}
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  return (
    <div aria-busy="true" aria-live="polite">
      <SlowNotice what={what} />
      {skeleton}
    </div>
  );
}

function Stale({ what, error, onRetry }: { what: string; error: unknown; onRetry: () => void }) {
  return (
    <Group gap="xs" mb="sm" role="status">
      <IconCloudOff size={16} aria-hidden />
      <Stack gap={0}>
        <Text size="sm">
          Not up to date: {what} could not be refreshed. {explain(error).detail}
        </Text>
      </Stack>
      <Button size="compact-xs" onClick={onRetry}>
        Try again
      </Button>
    </Group>
  );
}
