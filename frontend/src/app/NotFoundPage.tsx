import { Button } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { Link } from "react-router";

import { EmptyState } from "../components/EmptyState";
import { PageHeader } from "../components/PageHeader";

export function NotFoundPage() {
  return (
    <>
      <PageHeader title="Page not found" />
      <EmptyState
        icon={IconMapOff}
        title="Page not found"
        action={
          <Button component={Link} to="/">
            Go to the dashboard
          </Button>
        }
      >
        The link may be outdated or mistyped.
      </EmptyState>
    </>
  );
}
