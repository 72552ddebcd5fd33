import { Anchor, Button, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Link } from "react-router";

import { client } from "../../api/client";
import { existingId } from "../../api/problem";
import type { Lead, LeadChange } from "../../api/types";
import { FormDialog, FormEnd, useSent } from "../../components/FormDialog";
import { FROM_NUMBER, LanguageSelect } from "../../components/LanguageSelect";
import { PhoneInput } from "../../components/PhoneInput";
import { codeOf, LANGUAGE } from "../../lib/labels";
import { lazily } from "../../lib/lazily";
import { useSubmit } from "../../lib/useSubmit";
import { CONSENT_FIELDS, consentOf, valuesOf } from "../consent/consent";
import { ConsentInputs } from "../consent/ConsentInputs";

interface Props {
  opened: boolean;
  onClose: () => void;
  /** The lead to change; a new one without it. */
  lead?: Lead;
  /** The lead is saved: closes the dialog, or goes to another page. */
  onSaved: (lead: Lead) => void;
}

export default function LeadFormDialog({ opened, onClose, lead, onSaved }: Props) {
  return (
    <FormDialog opened={opened} onClose={onClose} title={lead ? "Edit lead" : "New lead"}>
      {/* Mounted afresh each time it opens: it begins with what is true then. */}
      <LeadForm lead={lead} onCancel={onClose} onSaved={onSaved} />
    </FormDialog>
  );
}

interface FormProps {
  lead?: Lead;
  onCancel: () => void;
  onSaved: (lead: Lead) => void;
}

const FIELDS = ["name", "phone", "email", "company", "language", "time_zone", ...CONSENT_FIELDS];

function LeadForm({ lead, onCancel, onSaved }: FormProps) {
  const queries = useQueryClient();
  const [taken, setTaken] = useState<string | null>(null);
  const { isSent, sent } = useSent();
  const form = useForm({
    initialValues: {
      name: lead?.name ?? "",
      phone: lead?.phone ?? "",
      email: lead?.email ?? "",
      company: lead?.company ?? "",
      language: lead?.language ?? FROM_NUMBER,
      // Empty, it is that of the number as well.
      time_zone: lead?.timezone ?? "",
      consent: valuesOf(lead?.consent),
    },
  });

  const { busy, problem, submit } = useSubmit(form, FIELDS, async (values) => {
    setTaken(null);
    const body = {
      name: values.name.trim(),
      phone: values.phone.trim(),
      email: values.email.trim() || null,
      company: values.company.trim() || null,
      language: codeOf(LANGUAGE, values.language) ?? null,
      time_zone: values.time_zone.trim() || null,
      consent: consentOf(values.consent, lead?.consent),
    };
    try {
      const { data } = lead
        ? await client.PATCH("/api/leads/{lead_id}", {
            params: { path: { lead_id: lead.id } },
            // Only what was changed here: what somebody else changed meanwhile stays.
            body: Object.fromEntries(
              Object.entries(body).filter(([field]) => form.isDirty(field)),
            ) as LeadChange,
          })
        : await client.POST("/api/leads", { body });
      sent();
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/api/leads"),
      });
      if (data) onSaved(data);
    } catch (error) {
      setTaken(existingId(error, "phone"));
      throw error;
    }
  });

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput label="Name" autoComplete="off" data-autofocus {...form.getInputProps("name")} />
        <PhoneInput
          {...form.getInputProps("phone")}
          error={form.errors.phone && <PhoneError text={form.errors.phone} existing={taken} />}
        />
        <TextInput
          label="E-mail"
          description="Optional. The agent asks for it when booking a meeting."
          type="email"
          autoComplete="off"
          {...form.getInputProps("email")}
        />
        <TextInput
          label="Company"
          description="Optional."
          autoComplete="off"
          {...form.getInputProps("company")}
        />
        <LanguageSelect description="Spoken by the agent." {...form.getInputProps("language")} />
        <TextInput
          label="Time zone"
          description="Decides when the lead can be called. Leave empty to use the number’s."
          placeholder="Europe/Madrid"
          list="time-zones"
          autoComplete="off"
          {...form.getInputProps("time_zone")}
        />
        <datalist id="time-zones">
          {timeZones().map((zone) => (
            <option key={zone} value={zone}>
              {zone}
            </option>
          ))}
        </datalist>
        <ConsentInputs
          form={form}
          goes={Boolean(lead?.consent) && form.isDirty("phone") && !form.isDirty("consent")}
        />
        <FormEnd problem={problem} dirty={form.isDirty()} isSent={isSent} onCancel={onCancel}>
          <Button type="submit" variant="filled" loading={busy}>
            {lead ? "Save" : "Add lead"}
          </Button>
        </FormEnd>
      </Stack>
    </form>
  );
}

const timeZones = lazily(() => Intl.supportedValuesOf("timeZone"));

/** What is wrong with the number; where another lead has it, the way there. */
function PhoneError({ text, existing }: { text: ReactNode; existing: string | null }) {
  return (
    <>
      {text}
      {existing && (
        <>
          .{" "}
          <Anchor component={Link} to={`/leads/${existing}`} inherit underline="always">
            Open that lead
          </Anchor>
        </>
      )}
    </>
  );
}
