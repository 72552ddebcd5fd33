import { Box, Button, Grid, Menu, Stack, Text } from "@mantine/core";
import { IconPencil, IconPhone, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useNavigate, useParams } from "react-router";

import { api, client } from "../../api/client";
import type { LeadDetail } from "../../api/types";
import { ConfirmDialog, GONE } from "../../components/ConfirmDialog";
import { DetailPage } from "../../components/DetailPage";
import { Facts } from "../../components/Facts";
import { MoreMenu } from "../../components/MoreMenu";
import { Notice } from "../../components/Notice";
import { Only } from "../../components/Only";
import { PageHeader } from "../../components/PageHeader";
import { Section } from "../../components/Section";
import { SkeletonBlock } from "../../components/Skeletons";
import { StatusLabel } from "../../components/StatusLabel";
import { notifySuccess, notifyWarning } from "../../lib/feedback";
import { LEAD_STATUS } from "../../lib/labels";
import { LIVE_MS } from "../../lib/live";
import { dayAndTime } from "../../lib/time";
import { useDialog } from "../../lib/useDialog";
import { useNow } from "../../lib/useNow";
import { canBeCalled } from "./callable";
import { consentFacts } from "../consent/consentFacts";
import { deletionInWords, unfinishedInWords } from "./deletion";
import { LeadFacts } from "./LeadFacts";
import LeadFormDialog from "./LeadFormDialog";
import { LeadTimeline } from "./LeadTimeline";

const StartCampaignDialog = lazy(() => import("./StartCampaignDialog"));

const BACK = { to: "/leads", label: "Leads" };

export function Component() {
  const { leadId = "" } = useParams();
  const lead = api.useQuery(
    "get",
    "/api/leads/{lead_id}",
    { params: { path: { lead_id: leadId } } },
    { refetchInterval: LIVE_MS },
  );
  return (
    <DetailPage query={lead} title="Lead" back={BACK} skeleton={<SkeletonBlock height={320} />}>
      {(shown) => <Shown lead={shown} />}
    </DetailPage>
  );
}

function Shown({ lead }: { lead: LeadDetail }) {
  return (
    <>
      <PageHeader
        title={lead.name}
        badge={<StatusLabel label={LEAD_STATUS[lead.status]} />}
        back={BACK}
        actions={<Actions lead={lead} />}
      />
      {lead.attention && (
        <Box mb="lg">
          <Notice role="status" title="Not called by itself any more">
            <Text size="sm">{lead.attention}</Text>
          </Notice>
        </Box>
      )}
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 5, lg: 4 }}>
          <Stack gap="lg">
            <Section title="Details">
              <LeadFacts lead={lead} />
            </Section>
            <Section title="Consent to calls">
              {lead.consent ? (
                <Facts facts={consentFacts(lead.consent)} />
              ) : (
                <Text size="sm" c="dimmed">
                  None on record. Where the law asks for one, the lead is not called without.
                </Text>
              )}
            </Section>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7, lg: 8 }}>
          <Section title="History">
            <LeadTimeline lead={lead} />
          </Section>
        </Grid.Col>
      </Grid>
    </>
  );
}

function Actions({ lead }: { lead: LeadDetail }) {
  const dialog = useDialog();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = async () => {
    const { data } = await client.DELETE("/api/leads/{lead_id}", {
      params: { path: { lead_id: lead.id } },
    });
    const reports = data ? [data] : [];
    notifySuccess(deletionInWords(lead.name, reports));
    const unfinished = unfinishedInWords(reports);
    if (unfinished) notifyWarning(unfinished);
    await navigate("/leads", { replace: true });
    void queries.invalidateQueries({ queryKey: ["get", "/api/leads"] });
    return GONE;
  };
  return (
    <>
      <Only least="operator">
        {canBeCalled(lead) && (
          <Button leftSection={<IconPhone size={16} />} onClick={() => dialog.open("call")}>
            {lead.status === "PENDING" ? "Call" : "Call again"}
          </Button>
        )}
        <Button leftSection={<IconPencil size={16} />} onClick={() => dialog.open("edit")}>
          Edit
        </Button>
      </Only>
      <Only least="admin">
        <MoreMenu>
          <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => dialog.open("delete")}>
            Delete lead
          </Menu.Item>
        </MoreMenu>
      </Only>
      {dialog.name === "call" && (
        <Suspense>
          <StartCampaignDialog chosen={[lead]} partnerId={null} onClose={dialog.close} />
        </Suspense>
      )}
      <LeadFormDialog
        opened={dialog.name === "edit"}
        onClose={dialog.close}
        lead={lead}
        onSaved={() => {
          dialog.close();
          notifySuccess("Lead saved.");
        }}
      />
      <ConfirmDialog
        opened={dialog.name === "delete"}
        onClose={dialog.close}
        title={`Delete ${lead.name}?`}
        action="Delete lead"
        danger
        onConfirm={remove}
      >
        <Consequences lead={lead} />
      </ConfirmDialog>
    </>
  );
}

/** What goes with a lead, the meetings ahead by their time. */
function Consequences({ lead }: { lead: LeadDetail }) {
  const now = useNow(60_000);
  const ahead = lead.meetings.filter(
    ({ status, scheduled_time }) =>
      (status === "SCHEDULED" || status === "CONFIRMED") && Date.parse(scheduled_time) > now,
  );
  return (
    <>
      {ahead.length > 0 && (
        <Text size="sm" fw={600} mb="xs">
          {ahead.length === 1
            ? "The meeting will be cancelled and the guest notified: "
            : `${ahead.length} meetings will be cancelled and the guest notified: `}
          {ahead.map(({ scheduled_time }) => dayAndTime(scheduled_time)).join("; ")}.
        </Text>
      )}
      Personal data, conversations and recordings are erased, here and at Twilio. Figures of the past
      don’t change, and a do-not-call request stays in force. This cannot be undone.
    </>
  );
}
