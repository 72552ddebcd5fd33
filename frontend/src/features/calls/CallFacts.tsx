import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";

import { api } from "../../api/client";
import type { CallDetails } from "../../api/types";
import { Facts } from "../../components/Facts";
import { StatusLabel } from "../../components/StatusLabel";
import { When } from "../../components/When";
import { count } from "../../lib/format";
import { ANSWERED_BY, CALL_OUTCOME, CALL_STATE, LANGUAGE } from "../../lib/labels";
import { rangBack } from "../../lib/rangBack";
import { timeWithSeconds } from "../../lib/time";
import { CampaignLink } from "../campaigns/CampaignLink";
import { CallLength } from "./CallLength";

export function CallFacts({ call }: { call: CallDetails }) {
  return (
    <Facts
      facts={{
        Lead: (
          <>
            <Anchor component={Link} to={`/leads/${call.lead_id}`} inherit>
              {call.lead.name}
            </Anchor>
            <Text size="xs" c="dimmed">
              {call.lead.phone}
            </Text>
          </>
        ),
        Outcome: call.outcome && <StatusLabel label={CALL_OUTCOME[call.outcome]} />,
        ...(call.called_from && { "Called from": call.called_from }),
        ...(rangBack(call) && { Direction: "The lead rang back" }),
        ...(call.test && { Analytics: "A test, left out" }),
        ...(call.attempt && { Attempt: count(call.attempt) }),
        ...(call.call_back_at && {
          "Call back": <When at={call.call_back_at} leadZone={call.lead.timezone} />,
        }),
        State: <StatusLabel label={CALL_STATE[call.state]} />,
        ...(call.failure && { Reason: call.failure }),
        ...(call.meeting_id && {
          Meeting: <MeetingLink id={call.meeting_id} zone={call.lead.timezone} />,
        }),
        Started: <When at={call.started_at} leadZone={call.lead.timezone} />,
        Answered: call.answered_at && <Clock at={call.answered_at} />,
        ...(call.answered_by && { "Answered by": ANSWERED_BY[call.answered_by] }),
        ...(call.message_left && { Voicemail: "A message was left" }),
        Ended: call.ended_at && <Clock at={call.ended_at} />,
        Duration: <CallLength call={call} />,
        Language: LANGUAGE[call.language],
        Voice: call.voice_name,
        Campaign: <CampaignLink id={call.campaign_id} />,
        "Twilio call": call.twilio_call_sid && (
          <Text size="xs" ff="monospace">
            {call.twilio_call_sid}
          </Text>
        ),
      }}
    />
  );
}

function Clock({ at }: { at: string }) {
  return <time dateTime={at}>{timeWithSeconds(at)}</time>;
}

/** The meeting that was booked, with when it is as soon as that is known. */
function MeetingLink({ id, zone }: { id: string; zone: string }) {
  const { data } = api.useQuery("get", "/api/meetings/{meeting_id}", {
    params: { path: { meeting_id: id } },
  });
  return (
    <Anchor component={Link} to={`/meetings/${id}`} inherit>
      {data ? <When at={data.scheduled_time} leadZone={zone} /> : "Show the meeting"}
    </Anchor>
  );
}
