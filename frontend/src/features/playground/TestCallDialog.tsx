import { Button, Checkbox, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";

import { client } from "../../api/client";
import { existingId } from "../../api/problem";
import type { NewLead } from "../../api/types";
import { FormDialog, FormEnd, useSent } from "../../components/FormDialog";
import { FROM_NUMBER, LanguageSelect } from "../../components/LanguageSelect";
import { PhoneInput } from "../../components/PhoneInput";
import { codeOf, LANGUAGE } from "../../lib/labels";
import { useSubmit } from "../../lib/useSubmit";

interface Props {
  onClose: () => void;
}

const FIELDS = ["name", "phone", "language"] as const;
const AGREED = "This is my own number, and I agree to be called on it by an automated voice.";

/** Has the agent call the operator's own phone, as it calls a lead. */
export default function TestCallDialog({ onClose }: Props) {
  return (
    <FormDialog opened onClose={onClose} title="Call my phone">
      <TestCallForm onClose={onClose} />
    </FormDialog>
  );
}

function TestCallForm({ onClose }: Props) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { isSent, sent } = useSent();
  const form = useForm({
    initialValues: { name: "", phone: "", language: FROM_NUMBER, agreed: false },
  });

  const { busy, problem, submit } = useSubmit(form, FIELDS, async (values) => {
    const id = await leadWith({
      name: values.name.trim(),
      phone: values.phone.trim(),
      language: codeOf(LANGUAGE, values.language) ?? null,
      consent: {
        kind: "WRITTEN",
        source: "The dashboard’s form for test calls",
        text: AGREED,
        given_at: new Date().toISOString(),
        seller: "Whoever runs this account, for tests",
      },
    });
    const { data } = await client.POST("/api/campaigns/start", {
      body: {
        name: "Test call",
        lead_ids: [id],
        call_again: true,
        test: true,
        policy: { attempts: 1, retries: [] },
      },
    });
    sent();
    if (data) void navigate(`/campaigns/${data.campaign_id}`, { replace: true });
    void queries.invalidateQueries();
  });

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text size="sm">
          A real call, by the prompt and voice in force. You are added as a lead, and calling hours and
          limits apply. What you book is real as well: cancel that meeting before your next test. The
          analytics leave both out.
        </Text>
        <TextInput
          label="Your name"
          autoComplete="name"
          data-autofocus
          {...form.getInputProps("name")}
        />
        <PhoneInput label="Your number" autoComplete="tel" {...form.getInputProps("phone")} />
        <LanguageSelect {...form.getInputProps("language")} />
        <Checkbox label={AGREED} {...form.getInputProps("agreed", { type: "checkbox" })} />
        <FormEnd problem={problem} dirty={form.isDirty()} isSent={isSent} onCancel={onClose}>
          <Button type="submit" variant="filled" loading={busy} disabled={!form.values.agreed}>
            Call me
          </Button>
        </FormEnd>
      </Stack>
    </form>
  );
}

/** The lead with this number, which is a new one unless there is one from an earlier test; its id. */
async function leadWith(lead: NewLead): Promise<string> {
  try {
    const { data } = await client.POST("/api/leads", { body: lead });
    return data?.id ?? "";
  } catch (error) {
    const id = existingId(error, "phone");
    if (id === null) throw error;
    const params = { path: { lead_id: id } };
    const { data } = await client.GET("/api/leads/{lead_id}", { params });
    // What is on record already counts.
    const consent = data?.consent ? undefined : lead.consent;
    await client.PATCH("/api/leads/{lead_id}", {
      params,
      body: { name: lead.name, language: lead.language, ...(consent && { consent }) },
    });
    return id;
  }
}
