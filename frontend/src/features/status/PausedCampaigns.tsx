import { Anchor, Stack, Text } from "@mantine/core";
import { Link } from "react-router";

import type { PausedCampaign } from "../../api/types";
import { Section } from "../../components/Section";
import { Ago } from "../../components/When";
import classes from "./status.module.css";

/** Campaigns that no operator paused. Where there are none, nothing needs to be said. */
export function PausedCampaigns({ campaigns }: { campaigns: PausedCampaign[] }) {
  if (campaigns.length === 0) return null;
  return (
    <Section title="Paused automatically">
      <Stack component="ul" gap="md" className={classes.list}>
        {campaigns.map(({ id, name, message, since }) => (
          <li key={id}>
            <Anchor component={Link} to={`/campaigns/${id}`} fz="sm" fw={600}>
              {name}
            </Anchor>
            <Text size="sm">{message}</Text>
            <Text size="xs" c="dimmed">
              <Ago at={since} />
            </Text>
          </li>
        ))}
      </Stack>
    </Section>
  );
}
