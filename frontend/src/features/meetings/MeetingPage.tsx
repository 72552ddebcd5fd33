import { Grid } from "@mantine/core";
import { useParams } from "react-router";

import { api } from "../../api/client";
import type { Meeting } from "../../api/types";
import { DetailPage } from "../../components/DetailPage";
import { PageHeader } from "../../components/PageHeader";
import { Section } from "../../components/Section";
import { SkeletonBlock } from "../../components/Skeletons";
import { StatusLabel } from "../../components/StatusLabel";
import { MEETING_STATUS } from "../../lib/labels";
import { LIVE_MS } from "../../lib/live";
import { BookingCall } from "./BookingCall";
import { MeetingActions } from "./MeetingActions";
import { MeetingFacts } from "./MeetingFacts";
import { MeetingWarnings } from "./MeetingWarnings";

const BACK = { to: "/meetings", label: "Meetings" };

export function Component() {
  const { meetingId = "" } = useParams();
  const meeting = api.useQuery(
    "get",
    "/api/meetings/{meeting_id}",
    { params: { path: { meeting_id: meetingId } } },
    { refetchInterval: LIVE_MS },
  );
  return (
    <DetailPage query={meeting} title="Meeting" back={BACK} skeleton={<SkeletonBlock height={360} />}>
      {(shown) => <Shown meeting={shown} />}
    </DetailPage>
  );
}

function Shown({ meeting }: { meeting: Meeting }) {
  return (
    <>
      <PageHeader
        title={`Meeting with ${meeting.lead_name}`}
        badge={<StatusLabel label={MEETING_STATUS[meeting.status]} />}
        back={BACK}
        actions={<MeetingActions meeting={meeting} />}
      />
      <MeetingWarnings meeting={meeting} />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Section title="Details">
            <MeetingFacts meeting={meeting} />
          </Section>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <BookingCall callId={meeting.call_id} />
        </Grid.Col>
      </Grid>
    </>
  );
}
