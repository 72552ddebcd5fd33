import { Anchor, Group, Text, Timeline } from "@mantine/core";
import { IconCalendarEvent, IconPhone, IconUserPlus } from "@tabler/icons-react";
import { Link } from "react-router";

import type { LeadDetail } from "../../api/types";
import { StatusLabel } from "../../components/StatusLabel";
import { When } from "../../components/When";
import { duration } from "../../lib/format";
import { CALL_OUTCOME, CALL_STATE, MEETING_STATUS } from "../../lib/labels";

type Entry =
  | { kind: "call"; at: string; call: LeadDetail["calls"][number] }
  | { kind: "meeting"; at: string; meeting: LeadDetail["meetings"][number] };

/** Calls by when they were placed and meetings by when they are, the latest first. */
function entriesOf(lead: LeadDetail): Entry[] {
  const calls = lead.calls.map((call): Entry => ({ kind: "call", at: call.started_at, call }));
  const meetings = lead.meetings.map((meeting): Entry => ({
    kind: "meeting",
    at: meeting.scheduled_time,
    meeting,
  }));
  return [...meetings, ...calls].toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

export function LeadTimeline({ lead }: { lead: LeadDetail }) {
  return (
    <Timeline bulletSize={28} lineWidth={2}>
      {entriesOf(lead).map((entry) =>
        entry.kind === "call" ? (
          <Timeline.Item key={entry.call.id} bullet={<IconPhone size={15} aria-hidden />}>
            <CallEntry call={entry.call} zone={lead.timezone} />
          </Timeline.Item>
        ) : (
          <Timeline.Item key={entry.meeting.id} bullet={<IconCalendarEvent size={15} aria-hidden />}>
            <MeetingEntry meeting={entry.meeting} zone={lead.timezone} />
          </Timeline.Item>
        ),
      )}
      <Timeline.Item bullet={<IconUserPlus size={15} aria-hidden />}>
        <Text size="sm">Added{lead.partner_id ? " by a partner" : ""}</Text>
        <Text size="sm" c="dimmed" component="div">
          <When at={lead.created_at} />
        </Text>
      </Timeline.Item>
    </Timeline>
  );
}

function CallEntry({ call, zone }: { call: LeadDetail["calls"][number]; zone: string }) {
  return (
    <>
      <Group gap="sm">
        <Anchor component={Link} to={`/calls/${call.id}`} fw={500}>
          Call
        </Anchor>
        <StatusLabel label={call.outcome ? CALL_OUTCOME[call.outcome] : CALL_STATE[call.state]} />
        {call.duration !== null && call.duration !== undefined && (
          <Text size="sm" c="dimmed">
            {duration(call.duration)}
          </Text>
        )}
      </Group>
      <Text size="sm" c="dimmed" component="div">
        <When at={call.started_at} leadZone={zone} />
      </Text>
      {call.summary && (
        <Text size="sm" mt={4}>
          {call.summary}
        </Text>
      )}
    </>
  );
}

function MeetingEntry({ meeting, zone }: { meeting: LeadDetail["meetings"][number]; zone: string }) {
  return (
    <>
      <Group gap="sm">
        <Anchor component={Link} to={`/meetings/${meeting.id}`} fw={500}>
          {meeting.duration}-minute meeting
        </Anchor>
        <StatusLabel label={MEETING_STATUS[meeting.status]} />
      </Group>
      <Text size="sm" c="dimmed" component="div">
        <When at={meeting.scheduled_time} leadZone={zone} />
      </Text>
    </>
  );
}
