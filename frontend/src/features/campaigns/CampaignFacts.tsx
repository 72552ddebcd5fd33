import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";

import { api } from "../../api/client";
import type { CallPolicy, CampaignDetail } from "../../api/types";
import { Facts } from "../../components/Facts";
import { Section } from "../../components/Section";
import { When } from "../../components/When";
import { count, counted } from "../../lib/format";
import { codes, LEAD_STATUS } from "../../lib/labels";
import { hoursInWords } from "./callWindow";
import { attemptsInWords, messageInWords, pauseInWords, RETRY_AFTER } from "./policy";

export function CampaignFacts({ campaign }: { campaign: CampaignDetail }) {
  const message = messageInWords(campaign.policy);
  return (
    <Section title="Details">
      <Facts
        facts={{
          "Started with": <StartedWith campaign={campaign} />,
          ...(campaign.test && { Analytics: "A test, left out" }),
          Leads: counted(campaign.total_leads, "lead"),
          "Between calls":
            campaign.stagger_seconds === 0
              ? "None"
              : `At least ${counted(campaign.stagger_seconds, "second")}`,
          "Calls to a lead": attemptsInWords(campaign.policy),
          ...(campaign.policy.attempts > 1 && {
            "Called again": <Retries policy={campaign.policy} />,
          }),
          ...(message && { "On voicemail": message }),
          ...bounds(campaign.policy),
          Started: <When at={campaign.created_at} />,
          Changed: <When at={campaign.updated_at} />,
        }}
      />
    </Section>
  );
}

/** When the campaign calls, where it sets bounds of its own. */
function bounds(policy: CallPolicy) {
  const hours = hoursInWords(policy);
  const { starts_at, ends_at, calls_per_day, calls_at_once, weight } = policy;
  return {
    ...(hours && { "Calls at": `${hours}, by the lead's clock` }),
    ...(calls_per_day != null && { "Calls a day": `At most ${count(calls_per_day)}` }),
    ...(calls_at_once != null && {
      "Calls at the same time": `At most ${count(calls_at_once)}`,
    }),
    ...((weight ?? 1) > 1 && { "Weight beside other campaigns": weight }),
    ...(starts_at && { "Calls from": <When at={starts_at} /> }),
    ...(ends_at && { "Calls until": <When at={ends_at} /> }),
  };
}

function Retries({ policy }: { policy: CallPolicy }) {
  return policy.retries.map(({ after, minutes, other_time_of_day }) => (
    <Text key={after} size="xs">
      {RETRY_AFTER[after]}: {pauseInWords(minutes, other_time_of_day)}
    </Text>
  ));
}

function StartedWith({ campaign: { filter } }: { campaign: CampaignDetail }) {
  if (filter === null) return "Selected leads";
  if (filter.partner_id) return <PartnersLeads id={filter.partner_id} />;
  const status = codes(LEAD_STATUS).find((code) => code === filter.status) ?? "PENDING";
  return status === "PENDING"
    ? "All pending leads"
    : `Leads to call again: ${LEAD_STATUS[status].text.toLowerCase()}`;
}

function PartnersLeads({ id }: { id: string }) {
  const partner = api.useQuery("get", "/api/partners/{partner_id}", {
    params: { path: { partner_id: id } },
  });
  return (
    <>
      Pending leads of{" "}
      <Anchor component={Link} to={`/partners/${id}`} inherit>
        {partner.data?.name ?? "a partner"}
      </Anchor>
    </>
  );
}
