import { Button, Grid, Menu } from "@mantine/core";
import { IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "react-router";

import { api, client } from "../../api/client";
import type { LeadDetail } from "../../api/types";
import { LIVE_MS } from "../../app/queryClient";
import { ConfirmDialog, GONE } from "../../components/ConfirmDialog";
import { Loaded } from "../../components/Loaded";
import { PageHeader } from "../../components/PageHeader";
import { Section } from "../../components/Section";
import { SkeletonBlock } from "../../components/Skeletons";
import { StatusLabel } from "../../components/StatusLabel";
import { notifySuccess } from "../../lib/feedback";
import { LEAD_STATUS } from "../../lib/labels";
import { useDialog } from "../../lib/useDialog";
import { LeadFacts } from "./LeadFacts";
import LeadFormDialog from "./LeadFormDialog";
import { LeadTimeline } from "./LeadTimeline";

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
    <>
      {!lead.data && <PageHeader title="Lead" back={BACK} />}
      <Loaded query={lead} what="the lead" skeleton={<SkeletonBlock height={320} />}>
        {(shown) => <Shown lead={shown} />}
      </Loaded>
    </>
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
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 5, lg: 4 }}>
          <Section title="Details">
            <LeadFacts lead={lead} />
          </Section>
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
    await client.DELETE("/api/leads/{lead_id}", { params: { path: { lead_id: lead.id } } });
    notifySuccess(`${lead.name} was deleted.`);
    await navigate("/leads", { replace: true });
    void queries.invalidateQueries({ queryKey: ["get", "/api/leads"] });
    return GONE;
  };
  return (
    <>
      <Button leftSection={<IconPencil size={16} />} onClick={() => dialog.open("edit")}>
        Edit
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button aria-label="More actions" px="xs">
            <IconDots size={18} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => dialog.open("delete")}>
            Delete lead
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
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
        action="Delete"
        danger
        onConfirm={remove}
      >
        Calls and meetings are deleted with the lead. This cannot be undone. Who asked not to be called
        stays barred.
      </ConfirmDialog>
    </>
  );
}
