import { Anchor, Code, Group, Text } from "@mantine/core";
import { Link } from "react-router";

import type { Meeting } from "../../api/types";
import { CopyButton } from "../../components/CopyButton";
import { Facts } from "../../components/Facts";
import { StatusLabel } from "../../components/StatusLabel";
import { Ago, When } from "../../components/When";
import { mailto } from "../../lib/mailto";
import { longDate, timeOfDay, viewerZone, zoneName } from "../../lib/time";
import { cancelledBy, guestResponse } from "./meetingLabels";
import { VideoLink, videoUrl } from "./VideoLink";

export function MeetingFacts({ meeting }: { meeting: Meeting }) {
  const video = videoUrl(meeting);
  const response = guestResponse(meeting);
  return (
    <Facts
      facts={{
        "Your time": (
          <>
            <Text span fw={500} inherit>
              <InZone meeting={meeting} zone={viewerZone()} />
            </Text>
            <Text size="xs" c="dimmed">
              <Ago at={meeting.scheduled_time} />, {zoneName(viewerZone())}
            </Text>
          </>
        ),
        "Guest’s time": (
          <>
            <InZone meeting={meeting} zone={meeting.timezone} />
            <Text size="xs" c="dimmed">
              {zoneName(meeting.timezone)}
            </Text>
          </>
        ),
        Duration: `${meeting.duration} minutes`,
        Lead: (
          <Anchor component={Link} to={`/leads/${meeting.lead_id}`} inherit>
            {meeting.lead_name}
          </Anchor>
        ),
        "Guest’s e-mail": (
          <Anchor href={mailto(meeting.guest_email)} inherit>
            {meeting.guest_email}
          </Anchor>
        ),
        ...(response && { "Guest’s reply": <StatusLabel label={response} /> }),
        ...(meeting.cancelled_by && { "Cancelled by": cancelledBy(meeting) }),
        "Video meeting": video && (
          <Group gap="xs">
            <VideoLink meeting={meeting} />
            <CopyButton value={video.href} label="Copy link" />
          </Group>
        ),
        Notes: meeting.notes && (
          <Text span inherit style={{ whiteSpace: "pre-line" }}>
            {meeting.notes}
          </Text>
        ),
        "Calendar event": meeting.calendar_event_id && <Code>{meeting.calendar_event_id}</Code>,
        Booked: <When at={meeting.created_at} />,
        Changed: <When at={meeting.updated_at} />,
      }}
    />
  );
}

/** "Wednesday, 25 November 2026, 17:30–18:00", by the clock of a zone. */
function InZone({ meeting, zone }: { meeting: Meeting; zone: string }) {
  const begin = new Date(meeting.scheduled_time);
  const end = new Date(begin.getTime() + meeting.duration * 60_000);
  return (
    <time dateTime={meeting.scheduled_time}>
      {longDate(begin, zone)}, {timeOfDay(begin, zone)}–{timeOfDay(end, zone)}
    </time>
  );
}
