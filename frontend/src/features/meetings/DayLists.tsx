import { Anchor, Card, Group, Stack, Text, Title } from "@mantine/core";
import { Link } from "react-router";

import type { Meeting } from "../../api/types";
import { StatusLabel } from "../../components/StatusLabel";
import { MEETING_STATUS } from "../../lib/labels";
import { timeOfDay } from "../../lib/time";
import { type Day, dayName } from "./days";
import { leadTime } from "./leadTime";

interface Props {
  days: Day[];
  today: Day;
  meetings: Map<Day, Meeting[]>;
}

/** Days below each other, each with its meetings: a calendar for narrow screens. */
export function DayLists({ days, today, meetings }: Props) {
  return (
    <Stack gap="lg">
      {days.map((day) => (
        <section key={day} aria-label={dayName(day)}>
          <Title order={3} size="h5" mb={6}>
            {dayName(day)}
            {day === today && (
              <Text span size="sm" c="dimmed" fw={400}>
                {" "}
                · today
              </Text>
            )}
          </Title>
          <OfDay meetings={meetings.get(day) ?? []} />
        </section>
      ))}
    </Stack>
  );
}

function OfDay({ meetings }: { meetings: Meeting[] }) {
  if (meetings.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No meetings
      </Text>
    );
  }
  return (
    <Stack gap={6}>
      {meetings.map((meeting) => (
        <Card key={meeting.id} padding="sm">
          <Group justify="space-between" wrap="nowrap" align="flex-start">
            <div>
              <Anchor component={Link} to={`/meetings/${meeting.id}`} fw={500}>
                {timeOfDay(meeting.scheduled_time)} {meeting.lead_name}
              </Anchor>
              <Text size="xs" c="dimmed">
                {[`${meeting.duration} minutes`, leadTime(meeting.scheduled_time, meeting.timezone)]
                  .filter(Boolean)
                  .join(" · ")}
              </Text>
            </div>
            <Text size="sm" component="div">
              <StatusLabel label={MEETING_STATUS[meeting.status]} />
            </Text>
          </Group>
        </Card>
      ))}
    </Stack>
  );
}
