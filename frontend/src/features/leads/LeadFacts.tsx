import { Anchor } from "@mantine/core";
import { Link } from "react-router";

import { api } from "../../api/client";
import type { Lead } from "../../api/types";
import { Facts } from "../../components/Facts";
import { When } from "../../components/When";
import { count } from "../../lib/format";
import { CALL_OUTCOME, LANGUAGE } from "../../lib/labels";
import { mailto } from "../../lib/mailto";
import { timeOfDay, zoneName } from "../../lib/time";
import { useNow } from "../../lib/useNow";
import { CampaignLink } from "../campaigns/CampaignLink";

export function LeadFacts({ lead }: { lead: Lead }) {
  const now = useNow(30_000);
  return (
    <Facts
      facts={{
        Phone: <Anchor href={`tel:${lead.phone}`}>{lead.phone}</Anchor>,
        "E-mail": lead.email && <Anchor href={mailto(lead.email)}>{lead.email}</Anchor>,
        ...(lead.company && { Company: lead.company }),
        "Country code": lead.country_code,
        Language: LANGUAGE[lead.language],
        "Time zone": `${zoneName(lead.timezone)}, now ${timeOfDay(new Date(now), lead.timezone)}`,
        ...(lead.time_zones.length > 1 && {
          "Calling hours apply in": lead.time_zones.map(zoneName).join(", "),
        }),
        ...(lead.call_back_at
          ? { "Call back": <When at={lead.call_back_at} leadZone={lead.timezone} /> }
          : lead.next_attempt_at && {
              "Next call": <When at={lead.next_attempt_at} leadZone={lead.timezone} />,
            }),
        ...(lead.attempts > 0 && { "Calls in this campaign": count(lead.attempts) }),
        ...(lead.last_outcome && { "Last call": CALL_OUTCOME[lead.last_outcome].text }),
        Campaign: lead.campaign_id && <CampaignLink id={lead.campaign_id} />,
        Partner: lead.partner_id && <PartnerLink id={lead.partner_id} />,
        Added: <When at={lead.created_at} />,
        Changed: <When at={lead.updated_at} />,
      }}
    />
  );
}

function PartnerLink({ id }: { id: string }) {
  const partner = api.useQuery("get", "/api/partners/{partner_id}", {
    params: { path: { partner_id: id } },
  });
  return (
    <Anchor component={Link} to={`/partners/${id}`}>
      {partner.data?.name ?? "Open"}
    </Anchor>
  );
}
