import { Anchor, Group, Stack, Text } from "@mantine/core";
import { Link } from "react-router";

import { api } from "../../api/client";
import { Loaded } from "../../components/Loaded";
import { Section } from "../../components/Section";
import { SkeletonBlock } from "../../components/Skeletons";
import { When } from "../../components/When";
import { duration } from "../../lib/format";
import { LANGUAGE } from "../../lib/labels";

/** What was said when the meeting was booked: the best preparation for it. */
export function BookingCall({ callId }: { callId: string }) {
  const call = api.useQuery("get", "/api/calls/{call_id}", { params: { path: { call_id: callId } } });
  return (
    <Section
      title="Booked in this call"
      actions={
        <Anchor component={Link} to={`/calls/${callId}`} fz="sm">
          Open the call
        </Anchor>
      }
    >
      <Loaded query={call} what="the call" skeleton={<SkeletonBlock height={120} />}>
        {(shown) => (
          <Stack gap="sm">
            <Text size="sm">{shown.summary ?? "No summary yet."}</Text>
            <Group gap="xs">
              <Text size="xs" c="dimmed" component="div">
                <When at={shown.started_at} />
              </Text>
              <Text size="xs" c="dimmed">
                · {LANGUAGE[shown.language]}
                {shown.duration !== null && ` · ${duration(shown.duration)}`}
              </Text>
            </Group>
          </Stack>
        )}
      </Loaded>
    </Section>
  );
}
