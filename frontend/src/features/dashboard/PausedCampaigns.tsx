import { Stack, Text } from "@mantine/core";

import { api } from "../../api/client";
import { Section } from "../../components/Section";
import { Ago } from "../../components/When";
import { counted } from "../../lib/format";
import { LIVE_MS } from "../../lib/live";
import classes from "./dashboard.module.css";
import { Row } from "./Row";

const SHOWN = 6;

/** Campaigns that wait to be resumed. Where there are none, nothing needs to be said. */
export function PausedCampaigns() {
  const { data } = api.useQuery(
    "get",
    "/api/campaigns",
    { params: { query: { status: "PAUSED", page_size: SHOWN } } },
    { refetchInterval: LIVE_MS },
  );
  if (!data || data.campaigns.length === 0) return null;
  const more = data.total - data.campaigns.length;
  return (
    <Section title="Paused campaigns">
      <Stack component="ul" gap="sm" className={classes.list}>
        {data.campaigns.map(({ id, name, pause_reason, updated_at }) => (
          <Row key={id} to={`/campaigns/${id}`} name={name}>
            {pause_reason ? "Automatically, " : "By an operator, "}
            <Ago at={pause_reason?.since ?? updated_at} />
          </Row>
        ))}
        {more > 0 && (
          <Text component="li" size="sm" c="dimmed">
            And {counted(more, "more campaign")}
          </Text>
        )}
      </Stack>
    </Section>
  );
}
