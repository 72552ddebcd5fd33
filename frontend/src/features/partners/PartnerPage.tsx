import { Button, Grid, Stack } from "@mantine/core";
import { IconAddressBook } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useParams } from "react-router";

import { api } from "../../api/client";
import type { Partner } from "../../api/types";
import { DetailPage } from "../../components/DetailPage";
import { Facts } from "../../components/Facts";
import { Only, Reserved } from "../../components/Only";
import { PageHeader } from "../../components/PageHeader";
import { Section } from "../../components/Section";
import { SkeletonBlock } from "../../components/Skeletons";
import { StatusLabel } from "../../components/StatusLabel";
import { UnsavedGuard } from "../../components/UnsavedGuard";
import { When } from "../../components/When";
import { count, counted } from "../../lib/format";
import { LIVE_MS } from "../../lib/live";
import { DeliveryLog } from "./DeliveryLog";
import { KeyDialog } from "./KeyDialog";
import { PartnerAccess } from "./PartnerAccess";
import { PartnerDetailsForm } from "./PartnerDetailsForm";
import { activity } from "./partnerLabels";
import { SendLeadsSection } from "./SendLeadsSection";
import { WebhookSection } from "./WebhookSection";

const BACK = { to: "/partners", label: "Partners" };

export function Component() {
  const { partnerId = "" } = useParams();
  const partner = api.useQuery(
    "get",
    "/api/partners/{partner_id}",
    { params: { path: { partner_id: partnerId } } },
    { refetchInterval: LIVE_MS },
  );
  return (
    <DetailPage query={partner} title="Partner" back={BACK} skeleton={<SkeletonBlock height={420} />}>
      {(shown) => <PartnerView key={shown.id} partner={shown} />}
    </DetailPage>
  );
}

function PartnerView({ partner }: { partner: Partner }) {
  // The only place that holds a new key; it is gone with the dialog.
  const [key, setKey] = useState<string | null>(null);
  const [isDetailsDirty, setDetailsDirty] = useState(false);
  const [isWebhookDirty, setWebhookDirty] = useState(false);
  return (
    <>
      <PageHeader
        title={partner.name}
        badge={<StatusLabel label={activity(partner)} />}
        back={BACK}
        actions={
          <Button
            component={Link}
            to={`/leads?partner_id=${partner.id}`}
            leftSection={<IconAddressBook size={16} />}
          >
            {counted(partner.lead_count, "lead")}
          </Button>
        }
      />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Stack>
            <Section title="Details">
              <Reserved least="admin">
                <PartnerDetailsForm partner={partner} onDirty={setDetailsDirty} />
              </Reserved>
            </Section>
            <Reserved least="admin">
              <WebhookSection partner={partner} onDirty={setWebhookDirty} />
            </Reserved>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Stack>
            <Section title="About">
              <Facts
                facts={{
                  "Leads sent": count(partner.lead_count),
                  Created: <When at={partner.created_at} />,
                  Changed: <When at={partner.updated_at} />,
                  Id: partner.id,
                }}
              />
            </Section>
            <Only least="admin">
              <PartnerAccess partner={partner} onNewKey={setKey} />
            </Only>
          </Stack>
        </Grid.Col>
        <Grid.Col span={12}>
          <Stack>
            <DeliveryLog partner={partner} />
            <SendLeadsSection />
          </Stack>
        </Grid.Col>
      </Grid>
      {(isDetailsDirty || isWebhookDirty) && <UnsavedGuard active what="The partner" />}
      <KeyDialog
        shown={key === null ? null : { partnerName: partner.name, key }}
        onStored={() => setKey(null)}
      />
    </>
  );
}
