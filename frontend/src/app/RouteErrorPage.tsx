import { Stack } from "@mantine/core";
import { useRouteError } from "react-router";

import { ErrorState } from "../components/ErrorState";

/** Stands for a page that broke, or whose code could not be loaded. */
export function RouteErrorPage() {
  const error = useRouteError();
  return (
    <Stack p="md">
      <ErrorState
        what="The page cannot be shown"
        error={error}
        onRetry={() => window.location.reload()}
      />
    </Stack>
  );
}
