import { Button, Group, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useEffect } from "react";

import { FormProblem } from "../../components/FormProblem";
import type { Partner } from "../../api/types";
import { notifySuccess } from "../../lib/feedback";
import { useSubmit } from "../../lib/useSubmit";
import { CountryField, NameField, RateLimitField } from "./PartnerFields";
import { usePartnerChange } from "./usePartnerChange";

interface Props {
  partner: Partner;
  /** Is told whether there is something to save. */
  onDirty: (dirty: boolean) => void;
}

/** Name, limit and country. */
export function PartnerDetailsForm({ partner, onDirty }: Props) {
  const change = usePartnerChange(partner.id);
  const form = useForm<{ name: string; rate_limit: number | string; default_country: string }>({
    initialValues: {
      name: partner.name,
      rate_limit: partner.rate_limit,
      default_country: partner.default_country ?? "",
    },
  });
  const { name, rate_limit, default_country } = form.values;
  const changed =
    name.trim() !== partner.name ||
    Number(rate_limit) !== partner.rate_limit ||
    default_country !== (partner.default_country ?? "");
  useEffect(() => onDirty(changed), [onDirty, changed]);

  const { busy, problem, submit } = useSubmit(
    form,
    ["name", "rate_limit", "default_country"],
    async () => {
      // Only what was changed here: what somebody else changed meanwhile stays.
      await change({
        ...(form.isDirty("name") && { name: name.trim() }),
        ...(form.isDirty("rate_limit") && { rate_limit: Number(rate_limit) }),
        ...(form.isDirty("default_country") && { default_country }),
      });
      form.resetDirty({ name: name.trim(), rate_limit, default_country });
      form.setFieldValue("name", name.trim());
      notifySuccess("Partner saved.");
    },
  );

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <NameField {...form.getInputProps("name")} />
        <RateLimitField {...form.getInputProps("rate_limit")} />
        <CountryField {...form.getInputProps("default_country")} />
        <FormProblem>{problem}</FormProblem>
        <Group justify="flex-end">
          <Button type="submit" variant="filled" disabled={!changed} loading={busy}>
            Save details
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
