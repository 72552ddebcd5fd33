import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";

import type { CampaignDetail } from "../../api/types";
import { BarList } from "../../components/BarList";
import { Section } from "../../components/Section";
import { codes, LEAD_STATUS } from "../../lib/labels";

/** How the campaign's leads stand, without the statuses that none has. */
export function LeadsByStatus({ campaign }: { campaign: CampaignDetail }) {
  const { status_counts } = campaign.progress;
  const bars = codes(LEAD_STATUS)
    .map((status) => ({
      key: status,
      label: LEAD_STATUS[status].text,
      value: status_counts[status] ?? 0,
      tone: LEAD_STATUS[status].tone,
    }))
    .filter(({ value }) => value > 0);
  return (
    <Section
      title="Leads by status"
      actions={
        <Anchor component={Link} to={`/leads?campaign_id=${campaign.id}`} fz="sm">
          View leads
        </Anchor>
      }
    >
      {bars.length > 0 ? (
        <BarList label="Leads by status" bars={bars} />
      ) : (
        <Text size="sm" c="dimmed">
          This campaign has no leads{campaign.status === "STARTING" ? " yet" : ""}.
        </Text>
      )}
    </Section>
  );
}
