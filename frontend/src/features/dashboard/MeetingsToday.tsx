import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";

import { api } from "../../api/client";
import type { Meeting } from "../../api/types";
import { StatusLabel } from "../../components/StatusLabel";
import { MEETING_STATUS } from "../../lib/labels";
import { LIVE_MS } from "../../lib/live";
import { dayAndTime, timeOfDay } from "../../lib/time";
import { useToday } from "../../lib/useToday";
import { beginOf } from "../meetings/days";
import { warningOf } from "../meetings/meetingLabels";
import { meetingsOfToday } from "./meetingsOfToday";
import { Part } from "./Part";
import { Row, Rows } from "./Row";

const READ = 50;
const SHOWN = 6;

/** The meetings of the viewer's day, and the next one after it where there are none. */
export function MeetingsToday() {
  const today = useToday();
  const from = beginOf(today).toISOString();
  const query = api.useQuery(
    "get",
    "/api/meetings",
    { params: { query: { from, page_size: READ } } },
    { refetchInterval: LIVE_MS },
  );
  return (
    <Part
      title="Today's meetings"
      what="the meetings"
      query={query}
      more={{ to: "/meetings", text: "All meetings" }}
      height={60}
    >
      {({ meetings }) => <OfToday {...meetingsOfToday(meetings, today)} />}
    </Part>
  );
}

function OfToday({ ofToday, next }: { ofToday: Meeting[]; next?: Meeting }) {
  if (ofToday.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No meetings today.{" "}
        {next && (
          <>
            The next one is{" "}
            <Anchor component={Link} to={`/meetings/${next.id}`} inherit underline="always">
              {dayAndTime(next.scheduled_time)}, with {next.lead_name}
            </Anchor>
            .
          </>
        )}
      </Text>
    );
  }
  return (
    <Rows more={ofToday.length - SHOWN} noun="meeting">
      {ofToday.slice(0, SHOWN).map((meeting) => (
        <Row
          key={meeting.id}
          to={`/meetings/${meeting.id}`}
          name={`${timeOfDay(meeting.scheduled_time)} ${meeting.lead_name}`}
        >
          <StatusLabel label={warningOf(meeting) ?? MEETING_STATUS[meeting.status]} />
        </Row>
      ))}
    </Rows>
  );
}
