import { Grid, Stack, Text } from "@mantine/core";
import { useParams } from "react-router";

import { api } from "../../api/client";
import type { CallDetails } from "../../api/types";
import { DetailPage } from "../../components/DetailPage";
import { Only } from "../../components/Only";
import { PageHeader } from "../../components/PageHeader";
import { Section } from "../../components/Section";
import { SkeletonBlock } from "../../components/Skeletons";
import { StatusLabel } from "../../components/StatusLabel";
import { CALL_OUTCOME, CALL_STATE } from "../../lib/labels";
import { CallConversation } from "./CallConversation";
import { CallEvidence } from "./CallEvidence";
import { CallFacts } from "./CallFacts";
import { isLive, isWrittenUp, paceOf } from "./callQuery";
import { EndCallButton } from "./EndCallButton";
import { RecordingPlayer } from "./RecordingPlayer";
import { Transcript } from "./Transcript";

const BACK = { to: "/calls", label: "Calls" };

export function Component() {
  const { callId = "" } = useParams();
  const call = api.useQuery(
    "get",
    "/api/calls/{call_id}",
    { params: { path: { call_id: callId } } },
    { refetchInterval: ({ state }) => paceOf(state.data) },
  );
  return (
    <DetailPage query={call} title="Call" back={BACK} skeleton={<SkeletonBlock height={420} />}>
      {(shown) => <Shown key={shown.id} call={shown} />}
    </DetailPage>
  );
}

function Shown({ call }: { call: CallDetails }) {
  const label = call.outcome ? CALL_OUTCOME[call.outcome] : CALL_STATE[call.state];
  return (
    <>
      <PageHeader
        title={`Call with ${call.lead.name}`}
        badge={
          <span role="status">
            <StatusLabel label={isLive(call) ? CALL_STATE[call.state] : label} />
          </span>
        }
        back={BACK}
        actions={
          isLive(call) && (
            <Only least="operator">
              <EndCallButton call={call} />
            </Only>
          )
        }
      />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7, lg: 8 }}>
          <Stack gap="lg">
            {call.answered_at !== null && !isLive(call) && <Summary call={call} />}
            <CallConversation call={call} />
            {call.transcript !== null && <Transcript call={call} text={call.transcript} />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5, lg: 4 }}>
          <Stack gap="lg">
            <Section title="Details">
              <CallFacts call={call} />
            </Section>
            <CallEvidence call={call} />
            <RecordingPlayer call={call} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}

function Summary({ call }: { call: CallDetails }) {
  const missing = isWrittenUp(call) ? "This call has no summary." : "Writing the summary…";
  return (
    <Section title="Summary">
      <Text c={call.summary ? undefined : "dimmed"} size={call.summary ? "md" : "sm"} role="status">
        {call.summary ?? missing}
      </Text>
    </Section>
  );
}
