import { Anchor, Group, Stack, Text } from "@mantine/core";
import { Link } from "react-router";

import { api } from "../../api/client";
import type { Call } from "../../api/types";
import { StatusLabel } from "../../components/StatusLabel";
import { duration } from "../../lib/format";
import { CALL_STATE, LANGUAGE } from "../../lib/labels";
import { LIVE_MS } from "../../lib/live";
import { timeOfDay, viewerZone, zoneName } from "../../lib/time";
import { useNow } from "../../lib/useNow";
import classes from "./dashboard.module.css";
import { Part } from "./Part";

/** More calls at once are a list of their own, on the page of calls. */
const CALLS_SHOWN = 10;

/** The calls that go on now, the newest first. */
export function CallsNow() {
  const query = api.useQuery(
    "get",
    "/api/calls",
    { params: { query: { active: true, page_size: CALLS_SHOWN } } },
    { refetchInterval: LIVE_MS },
  );
  return (
    <Part
      title="Calls in progress"
      what="the calls in progress"
      query={query}
      more={{ to: "/calls", text: "All calls" }}
      height={60}
    >
      {({ calls, next_cursor }) => <CallsNowList calls={calls} hasMore={Boolean(next_cursor)} />}
    </Part>
  );
}

interface Props {
  calls: Call[];
  /** There are more than these. */
  hasMore: boolean;
}

function CallsNowList({ calls, hasMore }: Props) {
  if (calls.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No calls in progress.
      </Text>
    );
  }
  return (
    <Stack component="ul" gap="sm" className={classes.list}>
      {calls.map((call) => (
        <CallNow key={call.id} call={call} />
      ))}
      {hasMore && (
        <li>
          <Anchor component={Link} to="/calls?active=true" fz="sm">
            More calls in progress
          </Anchor>
        </li>
      )}
    </Stack>
  );
}

function CallNow({ call }: { call: Call }) {
  return (
    <Group component="li" justify="space-between" wrap="nowrap" gap="sm">
      <div className={classes.grow}>
        <Anchor component={Link} to={`/calls/${call.id}`} fz="sm" fw={600} truncate display="block">
          {call.lead.name}
        </Anchor>
        <Text size="xs" c="dimmed" truncate>
          {LANGUAGE[call.language]}
          {call.lead.timezone !== viewerZone() && <LocalTime zone={call.lead.timezone} />}
        </Text>
      </div>
      <Group gap="md" wrap="nowrap">
        <Text size="sm" component="span">
          <StatusLabel label={CALL_STATE[call.state]} />
        </Text>
        <Elapsed since={call.answered_at ?? call.started_at} />
      </Group>
    </Group>
  );
}

function LocalTime({ zone }: { zone: string }) {
  const now = useNow(30_000);
  return (
    <>
      , {timeOfDay(new Date(now), zone)} in {zoneName(zone)}
    </>
  );
}

/** How long the call rings or talks by now. */
function Elapsed({ since }: { since: string }) {
  const now = useNow(1000);
  // The clocks of the server and of the browser may differ a little.
  const seconds = Math.max(0, (now - new Date(since).getTime()) / 1000);
  return (
    <Text size="sm" component="span" className={classes.figure} role="timer" aria-label="Elapsed">
      {duration(Math.floor(seconds))}
    </Text>
  );
}
