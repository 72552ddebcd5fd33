import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { FormProblem } from "../../components/FormProblem";
import { client } from "../../api/client";
import type { Lead } from "../../api/types";
import { fieldErrors } from "../../lib/feedback";

interface Props {
  opened: boolean;
  onClose: () => void;
  /** The lead to change; a new one without it. */
  lead?: Lead;
  onSaved: (lead: Lead) => void;
}

export default function LeadFormDialog({ opened, onClose, lead, onSaved }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={lead ? "Edit lead" : "New lead"}>
      {/* Mounted anew each time it opens: it begins with what is true then. */}
      <LeadForm
        lead={lead}
        onCancel={onClose}
        onSaved={(saved) => {
          onClose();
          onSaved(saved);
        }}
      />
    </Modal>
  );
}

interface FormProps {
  lead?: Lead;
  onCancel: () => void;
  onSaved: (lead: Lead) => void;
}

const FIELDS = ["name", "phone", "email"] as const;

function LeadForm({ lead, onCancel, onSaved }: FormProps) {
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm({
    initialValues: { name: lead?.name ?? "", phone: lead?.phone ?? "", email: lead?.email ?? "" },
  });

  const submit = form.onSubmit(async ({ name, phone, email }) => {
    setBusy(true);
    setProblem(null);
    const body = { name: name.trim(), phone: phone.trim(), email: email.trim() || null };
    try {
      const { data } = lead
        ? await client.PATCH("/api/leads/{lead_id}", { params: { path: { lead_id: lead.id } }, body })
        : await client.POST("/api/leads", { body });
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/api/leads"),
      });
      if (data) onSaved(data);
    } catch (error) {
      const { form: errors, rest } = fieldErrors(error, FIELDS);
      form.setErrors(errors);
      setProblem(rest);
    } finally {
      setBusy(false);
    }
  });

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput label="Name" autoComplete="off" data-autofocus {...form.getInputProps("name")} />
        <TextInput
          label="Phone"
          description="With the country code, such as +34 612 345 678. It gives language and time zone."
          type="tel"
          autoComplete="off"
          {...form.getInputProps("phone")}
        />
        <TextInput
          label="E-mail"
          description="May be left empty: the agent asks for it when a meeting is booked."
          type="email"
          autoComplete="off"
          {...form.getInputProps("email")}
        />
        <FormProblem>{problem}</FormProblem>
        <Group justify="flex-end">
          <Button onClick={onCancel}>Cancel</Button>
          <Button type="submit" variant="filled" loading={busy}>
            {lead ? "Save" : "Add lead"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
