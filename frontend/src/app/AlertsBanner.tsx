import { Anchor, Stack, Text, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";

import { api } from "../api/client";
import type { Alert } from "../api/types";
import { Notice } from "../components/Notice";
import { Ago } from "../components/When";
import { LIVE_MS } from "../lib/live";

/** So many stand there at once, the gravest first; the rest unfold. */
const SHOWN = 1;

/** What an operator should know on whatever page: vendors that do not work, paused campaigns, failed work. */
export default function AlertsBanner() {
  const [isUnfolded, setUnfolded] = useState(false);
  const { data } = api.useQuery(
    "get",
    "/api/settings/alerts",
    {},
    // Where they cannot be had, the page says so by what it shows itself.
    { refetchInterval: LIVE_MS, retry: false },
  );
  const alerts = data?.alerts ?? [];
  const hidden = alerts.length - SHOWN;
  return (
    <section aria-label="Alerts" aria-live="polite">
      {alerts.length > 0 && (
        <Stack gap="xs" mb="lg">
          {(isUnfolded ? alerts : alerts.slice(0, SHOWN)).map((alert) => (
            <AlertRow key={alert.id} alert={alert} />
          ))}
          {hidden > 0 && (
            <UnstyledButton
              fz="sm"
              c="dimmed"
              w="fit-content"
              aria-expanded={isUnfolded}
              onClick={() => setUnfolded(!isUnfolded)}
            >
              {isUnfolded ? "Show fewer" : `Show ${hidden} more`}
            </UnstyledButton>
          )}
        </Stack>
      )}
    </section>
  );
}

/** Where an alert's link leads. */
function linkText(link: string): string {
  if (link.startsWith("/settings")) return "Check vendors";
  if (link === "/status") return "Open status";
  return link === "/campaigns" ? "Open campaigns" : "Open campaign";
}

function AlertRow({ alert: { severity, title, detail, since, link } }: { alert: Alert }) {
  return (
    <Notice severity={severity} title={title}>
      <Text size="sm">
        {detail}{" "}
        {link && (
          <Anchor component={Link} to={link} inherit underline="always">
            {linkText(link)}
          </Anchor>
        )}
      </Text>
      <Text size="xs" c="dimmed">
        <Ago at={since} />
      </Text>
    </Notice>
  );
}
