import { Button, Group, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";

import type { Partner } from "../../api/types";
import { fieldErrors, notifySuccess } from "../../lib/feedback";
import { NameField, RateLimitField } from "./PartnerFields";
import { usePartnerChange } from "./usePartnerChange";

/** Name and limit. */
export function PartnerDetailsForm({ partner }: { partner: Partner }) {
  const change = usePartnerChange(partner.id);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm<{ name: string; rate_limit: number | string }>({
    initialValues: { name: partner.name, rate_limit: partner.rate_limit },
  });
  const { name, rate_limit } = form.values;
  const changed = name.trim() !== partner.name || Number(rate_limit) !== partner.rate_limit;

  const submit = form.onSubmit(async () => {
    setBusy(true);
    setProblem(null);
    try {
      await change({ name: name.trim(), rate_limit: Number(rate_limit) });
      form.setFieldValue("name", name.trim());
      notifySuccess("The partner is changed.");
    } catch (error) {
      const { form: errors, rest } = fieldErrors(error, ["name", "rate_limit"]);
      form.setErrors(errors);
      setProblem(rest);
    } finally {
      setBusy(false);
    }
  });

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <NameField {...form.getInputProps("name")} />
        <RateLimitField {...form.getInputProps("rate_limit")} />
        {problem && (
          <Text role="alert" size="sm" c="var(--mantine-color-error)">
            {problem}
          </Text>
        )}
        <Group justify="flex-end">
          <Button type="submit" variant="filled" disabled={!changed} loading={busy}>
            Save details
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
