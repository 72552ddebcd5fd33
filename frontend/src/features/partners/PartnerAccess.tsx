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
              ? "Its key opens the API. Deactivating stops that and the webhook, and keeps everything."
              : "Its key opens nothing, and its webhook is told nothing, until it is activated again."
          }
        />
        <Step
          action="Regenerate key"
          onClick={() => open("regenerate")}
          text="For a key that got lost, or into the wrong hands. The old one stops working."
        />
        <Step
          action="Delete partner"
          danger
          onClick={() => open("delete")}
          text="Ends the key and the webhook for good. The leads stay."
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
        notifySuccess(`${name} is ${off ? "switched off" : "active"}.`);
      }}
    >
      {off
        ? "This takes effect at once: every request with its key is refused with 403, and changes of its leads are not told to its webhook, nor later. Leads that it sent are called as planned."
        : "This takes effect at once: its key opens the API again, the same key as before."}
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
      title={`A new key for ${partner.name}?`}
      action="Regenerate key"
      danger
      // Not a mutation of TanStack Query: its cache would keep the key.
      onConfirm={async () => {
        const { data } = await client.POST("/api/partners/{partner_id}/regenerate-key", { params });
        if (data) onNewKey(data.api_key);
      }}
    >
      The old key stops working at once and cannot be put back: the partner sends nothing until it uses
      the new one, which is shown in the next step, once.
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
        notifySuccess(`${partner.name} is deleted.`);
        void navigate("/partners", { replace: true });
        void queries.invalidateQueries({ queryKey: ["get", "/api/partners"] });
        return GONE;
      }}
    >
      Its key stops working at once, and its webhook is told nothing more. The leads it sent stay, with
      no partner from then on. This cannot be taken back.
    </ConfirmDialog>
  );
}
