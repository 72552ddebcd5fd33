import { Button, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";

import { FormDialog, FormEnd, useSent } from "../../components/FormDialog";
import { client } from "../../api/client";
import type { CreatedPartner } from "../../api/types";
import { useSubmit } from "../../lib/useSubmit";
import { NameField, RATE_LIMIT_DEFAULT, RateLimitField } from "./PartnerFields";

interface Props {
  opened: boolean;
  onClose: () => void;
  /** Is given the partner with its key, which is kept nowhere else. */
  onCreated: (partner: CreatedPartner) => void;
}

export default function NewPartnerDialog({ opened, onClose, onCreated }: Props) {
  return (
    <FormDialog opened={opened} onClose={onClose} title="New partner">
      <NewPartnerForm
        onCancel={onClose}
        onCreated={(partner) => {
          onClose();
          onCreated(partner);
        }}
      />
    </FormDialog>
  );
}

interface FormProps {
  onCancel: () => void;
  onCreated: (partner: CreatedPartner) => void;
}

function NewPartnerForm({ onCancel, onCreated }: FormProps) {
  const queries = useQueryClient();
  const { isSent, sent } = useSent();
  const form = useForm<{ name: string; rate_limit: number | string }>({
    initialValues: { name: "", rate_limit: RATE_LIMIT_DEFAULT },
  });

  // Not a mutation of TanStack Query: its cache would keep the key.
  const { busy, problem, submit } = useSubmit(
    form,
    ["name", "rate_limit"],
    async ({ name, rate_limit }) => {
      const body = { name: name.trim(), rate_limit: Number(rate_limit) };
      const { data } = await client.POST("/api/partners", { body });
      void queries.invalidateQueries({ queryKey: ["get", "/api/partners"] });
      sent();
      if (data) onCreated(data);
    },
  );

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <NameField data-autofocus {...form.getInputProps("name")} />
        <RateLimitField {...form.getInputProps("rate_limit")} />
        <Text size="sm" c="dimmed">
          The API key is shown once, right after you create the partner.
        </Text>
        <FormEnd problem={problem} dirty={form.isDirty()} isSent={isSent} onCancel={onCancel}>
          <Button type="submit" variant="filled" loading={busy}>
            Create partner
          </Button>
        </FormEnd>
      </Stack>
    </form>
  );
}
