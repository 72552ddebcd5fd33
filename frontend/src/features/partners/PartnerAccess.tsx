import { Button, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useNavigate } from "react-router";

import { client } from "../../api/client";
import type { Partner } from "../../api/types";
import { ConfirmDialog, GONE } from "../../components/ConfirmDialog";
import { Section } from "../../components/Section";
import { notifySuccess } from "../../lib/feedback";
import { useDialog } from "../../lib/useDialog";
import { usePartnerChange } from "./usePartnerChange";

interface Props {
  partner: Partner;
  /** Is given a new key, to show it once. */
  onNewKey: (key: string) => void;
}

/** Switching a partner off and on, another key, and the end of it. */
export function PartnerAccess({ partner, onNewKey }: Props) {
  const { name: asked, open, close } = useDialog();
  const off = partner.is_active;
  return (
    <Section title="Access">
      <Stack gap="lg">
        <Step
          action={off ? "Deactivate" : "Activate"}
          onClick={() => open("switch")}
          text={
            off
              ? "Active. Deactivating blocks the API key and pauses the webhook; nothing is deleted."
              : "Inactive. The API key is blocked and the webhook is paused."
          }
        />
        <Step
          action="Regenerate key"
          onClick={() => open("regenerate")}
          text="For a lost or leaked key. The old key stops working immediately."
        />
        <Step
          action="Delete partner"
          danger
          onClick={() => open("delete")}
          text="Permanently removes the key and webhook. Leads are kept."
        />
      </Stack>
      <SwitchDialog partner={partner} opened={asked === "switch"} onClose={close} />
      <RegenerateDialog
        partner={partner}
        opened={asked === "regenerate"}
        onClose={close}
        onNewKey={onNewKey}
      />
      <DeleteDialog partner={partner} opened={asked === "delete"} onClose={close} />
    </Section>
  );
}

interface StepProps {
  action: string;
  text: ReactNode;
  danger?: boolean;
  onClick: () => void;
}

function Step({ action, text, danger, onClick }: StepProps) {
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm" c="dimmed">
        {text}
      </Text>
      <Button size="sm" onClick={onClick} c={danger ? "var(--mantine-color-error)" : undefined}>
        {action}
      </Button>
    </Stack>
  );
}

interface DialogProps {
  partner: Partner;
  opened: boolean;
  onClose: () => void;
}

function SwitchDialog({ partner, opened, onClose }: DialogProps) {
  const change = usePartnerChange(partner.id);
  const { name, is_active: off } = partner;
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={`${off ? "Deactivate" : "Activate"} ${name}?`}
      action={off ? "Deactivate" : "Activate"}
      danger={off}
      onConfirm={async () => {
        await change({ is_active: !off });
        notifySuccess(`${name} is ${off ? "inactive" : "active"}.`);
      }}
    >
      {off
        ? "Takes effect immediately: requests with this key get a 403, and lead changes are not sent to the webhook, not even later. Leads already sent are still called."
        : "Takes effect immediately. The same API key works again."}
    </ConfirmDialog>
  );
}

function RegenerateDialog({
  partner,
  opened,
  onClose,
  onNewKey,
}: DialogProps & Pick<Props, "onNewKey">) {
  const params = { path: { partner_id: partner.id } };
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={`Regenerate the key for ${partner.name}?`}
      action="Regenerate key"
      danger
      // Not a mutation of TanStack Query: its cache would keep the key.
      onConfirm={async () => {
        const { data } = await client.POST("/api/partners/{partner_id}/regenerate-key", { params });
        if (data) onNewKey(data.api_key);
      }}
    >
      The old key stops working immediately and cannot be restored. The partner cannot send leads until
      it uses the new key, which is shown once in the next step.
    </ConfirmDialog>
  );
}

function DeleteDialog({ partner, opened, onClose }: DialogProps) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const params = { path: { partner_id: partner.id } };
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={`Delete ${partner.name}?`}
      action="Delete partner"
      danger
      onConfirm={async () => {
        await client.DELETE("/api/partners/{partner_id}", { params });
        notifySuccess(`${partner.name} deleted.`);
        void navigate("/partners", { replace: true });
        void queries.invalidateQueries({ queryKey: ["get", "/api/partners"] });
        return GONE;
      }}
    >
      The key stops working immediately and no more webhook events are sent. Leads are kept but no longer
      linked to a partner. This cannot be undone.
    </ConfirmDialog>
  );
}
