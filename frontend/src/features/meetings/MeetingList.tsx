import { Anchor, Text } from "@mantine/core";
import { IconCalendarEvent, IconFilterOff } from "@tabler/icons-react";
import { Link } from "react-router";

import { api } from "../../api/client";
import type { Meeting, MeetingStatus } from "../../api/types";
import { type Column, DataTable } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { NothingFound } from "../../components/NothingFound";
import { PagedList, useList } from "../../components/PagedList";
import { StartCampaign } from "../../components/StartCampaign";
import { StatusLabel } from "../../components/StatusLabel";
import { MEETING_STATUS } from "../../lib/labels";
import { dayAndTime } from "../../lib/time";
import type { ListAddress } from "../../lib/useListAddress";
import { useNow } from "../../lib/useNow";
import { leadTime } from "./leadTime";
import { warningOf } from "./meetingLabels";
import { type MeetingTime, spanOf } from "./meetingTimes";
import { VideoLink } from "./VideoLink";

const PAGE_SIZE = 50;

const COLUMNS: Column<Meeting>[] = [
  {
    header: "Time",
    width: 14,
    cell: (meeting) => (
      <>
        <Anchor component={Link} to={`/meetings/${meeting.id}`} fw={500}>
          <time dateTime={meeting.scheduled_time}>{dayAndTime(meeting.scheduled_time)}</time>
        </Anchor>
        <Text size="xs" c="dimmed">
          {leadTime(meeting.scheduled_time, meeting.timezone)}
        </Text>
      </>
    ),
  },
  {
    header: "Lead",
    cell: (meeting) => (
      <>
        <Anchor component={Link} to={`/leads/${meeting.lead_id}`}>
          {meeting.lead_name}
        </Anchor>
        <Text size="xs" component="div" hiddenFrom="xs">
          <Standing meeting={meeting} />
        </Text>
      </>
    ),
  },
  { header: "Duration", width: 6.5, cell: (meeting) => `${meeting.duration} min`, from: "sm" },
  {
    header: "Status",
    width: 10.5,
    cell: (meeting) => <Standing meeting={meeting} />,
    from: "xs",
  },
  { header: "Video", width: 12, cell: (meeting) => <VideoLink meeting={meeting} />, from: "md" },
];

/** Its status, and what is wrong with it. */
function Standing({ meeting }: { meeting: Meeting }) {
  const warning = warningOf(meeting);
  return (
    <>
      <StatusLabel label={MEETING_STATUS[meeting.status]} />
      {warning && (
        <Text size="xs" component="div">
          <StatusLabel label={warning} />
        </Text>
      )}
    </>
  );
}

interface Props {
  address: ListAddress;
  status: MeetingStatus | undefined;
  time: MeetingTime;
}

/** The meetings to come, the next one first; those of the past and all together, the latest first. */
export function MeetingList({ address, status, time }: Props) {
  const span = spanOf(time, useNow(60_000));
  const meetings = useList(address, PAGE_SIZE, (page) =>
    api.queryOptions("get", "/api/meetings", { params: { query: { status, ...span, ...page } } }),
  );
  return (
    <PagedList
      list={meetings}
      what="meetings"
      // A range of time is not counted to its end.
      isCounted={time === "any"}
      empty={
        <NoMeetings
          filtered={time !== "any" || status !== undefined}
          onClear={() => address.set({ status: null, time: "any" })}
        />
      }
    >
      {(shown) => (
        <DataTable
          {...shown}
          label="Meetings"
          columns={COLUMNS}
          rowKey={(meeting) => meeting.id}
          rowHref={(meeting) => `/meetings/${meeting.id}`}
        />
      )}
    </PagedList>
  );
}

function NoMeetings({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  if (filtered) {
    return (
      <NothingFound icon={IconFilterOff} title="No meetings here" what="meetings" onClear={onClear}>
        Meetings at other times or with another status are hidden.
      </NothingFound>
    );
  }
  return (
    <EmptyState icon={IconCalendarEvent} title="No meetings yet" action={<StartCampaign />}>
      Meetings the agent books during calls appear here. Start a campaign to get going.
    </EmptyState>
  );
}
