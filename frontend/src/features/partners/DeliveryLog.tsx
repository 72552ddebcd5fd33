import { Anchor, Text } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { Link } from "react-router";

import { api } from "../../api/client";
import type { Partner } from "../../api/types";
import { EmptyState } from "../../components/EmptyState";
import { PagedList, useList } from "../../components/PagedList";
import { Section } from "../../components/Section";
import { useListAddress } from "../../lib/useListAddress";
import { DeliveryTable } from "./DeliveryTable";

const PAGE_SIZE = 20;

/** What the partner's webhook was told, and how that went. */
export function DeliveryLog({ partner }: { partner: Partner }) {
  const address = useListAddress();
  const deliveries = useList(address, PAGE_SIZE, (page) =>
    api.queryOptions("get", "/api/partners/{partner_id}/deliveries", {
      params: { path: { partner_id: partner.id }, query: page },
    }),
  );
  return (
    <Section title="Delivery log">
      <Text size="sm" c="dimmed" mb="md">
        Events from the last 30 days, newest first.
      </Text>
      <PagedList
        list={deliveries}
        what="deliveries"
        name="the delivery log"
        skeletonRows={4}
        empty={<NoDeliveries partner={partner} />}
      >
        {({ rows, stale }) => <DeliveryTable deliveries={rows} stale={stale} />}
      </PagedList>
    </Section>
  );
}

function NoDeliveries({ partner }: { partner: Partner }) {
  const hasWebhook = Boolean(partner.webhook_url);
  return (
    <EmptyState icon={IconSend} title="No deliveries yet">
      {hasWebhook ? (
        <>
          An event is sent whenever one of this partner’s leads changes status. Start a campaign with{" "}
          <Anchor component={Link} to={`/leads?partner_id=${partner.id}`} underline="always">
            its leads
          </Anchor>
          .
        </>
      ) : (
        "Set up a webhook above to receive every lead status change."
      )}
    </EmptyState>
  );
}
