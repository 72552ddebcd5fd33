import { Anchor } from "@mantine/core";
import { Link } from "react-router";

import { api } from "../../api/client";
import type { CampaignDetail } from "../../api/types";
import { Facts } from "../../components/Facts";
import { Section } from "../../components/Section";
import { When } from "../../components/When";
import { counted } from "../../lib/format";

export function CampaignFacts({ campaign }: { campaign: CampaignDetail }) {
  return (
    <Section title="Details">
      <Facts
        facts={{
          "Started with": <StartedWith campaign={campaign} />,
          Leads: counted(campaign.total_leads, "lead"),
          "Between calls":
            campaign.stagger_seconds === 0
              ? "None"
              : `At least ${counted(campaign.stagger_seconds, "second")}`,
          Started: <When at={campaign.created_at} />,
          Changed: <When at={campaign.updated_at} />,
        }}
      />
    </Section>
  );
}

function StartedWith({ campaign: { filter } }: { campaign: CampaignDetail }) {
  if (filter === null) return "Selected leads";
  return filter.partner_id ? <PartnersLeads id={filter.partner_id} /> : "All pending leads";
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
