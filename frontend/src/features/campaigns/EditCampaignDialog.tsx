import { Button, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { client } from "../../api/client";
import type { CampaignDetail } from "../../api/types";
import { FormDialog, FormEnd, useSent } from "../../components/FormDialog";
import { notifySuccess } from "../../lib/feedback";
import { useSend } from "../../lib/useSubmit";
import { CampaignName } from "./CampaignName";
import { samePolicy } from "./policy";
import { type Pace, PACE_FIELDS, PaceFields } from "./PaceFields";

const FIELDS = ["name", ...PACE_FIELDS] as const;

/** Changes a campaign's name, pace and policy while it runs. */
export default function EditCampaignDialog({
  campaign,
  onClose,
}: {
  campaign: CampaignDetail;
  onClose: () => void;
}) {
  const [name, setName] = useState(campaign.name);
  const [pace, setPace] = useState<Pace>({
    stagger: campaign.stagger_seconds,
    policy: campaign.policy,
  });
  const { stagger, policy } = pace;
  const { isSent, sent } = useSent();
  const [errors, setErrors] = useState<Record<string, string>>({});
  const { busy, problem, submitting } = useSend(FIELDS, setErrors);
  const queries = useQueryClient();
  const dirty =
    name !== campaign.name ||
    stagger !== campaign.stagger_seconds ||
    !samePolicy(policy, campaign.policy);

  const save = async () => {
    const body = {
      name: name.trim(),
      ...(typeof stagger === "number" && { stagger_seconds: stagger }),
      policy,
    };
    const params = { path: { campaign_id: campaign.id } };
    await client.PATCH("/api/campaigns/{campaign_id}", { params, body });
    sent();
    void queries.invalidateQueries({
      predicate: (query) => String(query.queryKey[1]).startsWith("/api/campaigns"),
    });
    notifySuccess("Campaign saved.");
    onClose();
  };

  return (
    <FormDialog opened onClose={onClose} title="Edit campaign">
      <form onSubmit={submitting(save)} noValidate>
        <Stack>
          <CampaignName value={name} onChange={setName} error={errors.name} />
          <PaceFields pace={pace} onChange={setPace} errors={errors} />
          <Text size="sm" c="dimmed">
            Changes apply from the next call on. Leads that wait for the campaign’s hours or its next day
            are planned again within two minutes; retries and call-backs keep their time.
          </Text>
          <FormEnd problem={problem} dirty={dirty} isSent={isSent} onCancel={onClose}>
            <Button type="submit" variant="filled" loading={busy} disabled={!dirty}>
              Save
            </Button>
          </FormEnd>
        </Stack>
      </form>
    </FormDialog>
  );
}
