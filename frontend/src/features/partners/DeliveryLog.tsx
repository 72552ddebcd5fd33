import { Anchor, Text } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "react-router";

import { api } from "../../api/client";
import type { Partner } from "../../api/types";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Loaded";
import { Pager } from "../../components/Pager";
import { Section } from "../../components/Section";
import { SkeletonTable } from "../../components/Skeletons";
import { LIVE_MS } from "../../lib/live";
import { useListAddress } from "../../lib/useListAddress";
import { DeliveryTable } from "./DeliveryTable";

const PAGE_SIZE = 20;

/** What the partner's webhook was told, and how that went. */
export function DeliveryLog({ partner }: { partner: Partner }) {
  const address = useListAddress();
  const deliveries = api.useQuery(
    "get",
    "/api/partners/{partner_id}/deliveries",
    {
      params: {
        path: { partner_id: partner.id },
        query: { page_size: PAGE_SIZE, cursor: address.cursor },
      },
    },
    { placeholderData: keepPreviousData, refetchInterval: LIVE_MS },
  );
  return (
    <Section title="Delivery log">
      <Text size="sm" c="dimmed" mb="md">
        Events from the last 30 days, newest first.
      </Text>
      <Loaded query={deliveries} what="the delivery log" skeleton={<SkeletonTable rows={4} />}>
        {(page) =>
          page.deliveries.length === 0 ? (
            <NoDeliveries partner={partner} />
          ) : (
            <>
              <DeliveryTable deliveries={page.deliveries} stale={deliveries.isPlaceholderData} />
              <Pager
                address={address}
                nextCursor={page.next_cursor}
                shown={page.deliveries.length}
                pageSize={PAGE_SIZE}
                what="deliveries"
              />
            </>
          )
        }
      </Loaded>
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
