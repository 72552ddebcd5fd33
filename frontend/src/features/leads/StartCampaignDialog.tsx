import { Anchor, Button, Radio, Select, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate } from "react-router";

import { FormDialog, FormEnd, useSent } from "../../components/FormDialog";
import { api, client } from "../../api/client";
import type { Lead } from "../../api/types";
import { count, counted } from "../../lib/format";
import { LEAD_STATUS } from "../../lib/labels";
import { dateAndTime } from "../../lib/time";
import { useSend } from "../../lib/useSubmit";
import { CampaignName } from "../campaigns/CampaignName";
import { Forecast } from "../campaigns/Forecast";
import { samePolicy, USUAL_POLICY } from "../campaigns/policy";
import { type Pace, PACE_FIELDS, PaceFields } from "../campaigns/PaceFields";
import { AGAIN, type Again, canBeCalledAgain } from "./callable";

interface Props {
  /** The leads selected on the page; those that are pending can be called. */
  chosen: Lead[];
  /** The partner whose leads are shown, if the page is filtered so. */
  partnerId: string | null;
  onClose: () => void;
}

type Source = "chosen" | "partner" | "all" | "again";

const STAGGER_DEFAULT = 5;
const FIELDS = ["name", ...PACE_FIELDS] as const;

/** Says what a campaign will do before it starts: real people are phoned. */
export default function StartCampaignDialog({ chosen, partnerId, onClose }: Props) {
  const pending = chosen.filter((lead) => lead.status === "PENDING");
  const before = chosen.filter(canBeCalledAgain);
  const callable = [...pending, ...before];
  const [source, setSource] = useState<Source>(
    callable.length > 0 ? "chosen" : partnerId ? "partner" : "all",
  );
  const [proposed] = useState(() => `Campaign of ${dateAndTime(new Date())}`);
  const [name, setName] = useState(proposed);
  const [pace, setPace] = useState<Pace>({ stagger: STAGGER_DEFAULT, policy: USUAL_POLICY });
  const { stagger, policy } = pace;
  const [again, setAgain] = useState<Again>("NO_ANSWER");
  const { isSent, sent } = useSent();
  const [errors, setErrors] = useState<Record<string, string>>({});
  const { busy, problem, submitting } = useSend(FIELDS, setErrors);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const all = api.useQuery("get", "/api/leads", {
    params: { query: { status: "PENDING", page_size: 1 } },
  });

  const calledSo = api.useQuery(
    "get",
    "/api/leads",
    { params: { query: { status: again, page_size: 1 } } },
    { enabled: source === "again" },
  );
  const counts = { chosen: callable.length, all: all.data?.total, again: calledSo.data?.total };
  const leads = source === "partner" ? undefined : counts[source];
  const wanted = {
    stagger_seconds: typeof stagger === "number" ? stagger : null,
    policy,
    ...takes(source, callable, partnerId, again),
  };
  const start = async () => {
    const body = { name: name.trim(), ...wanted };
    const { data } = await client.POST("/api/campaigns/start", { body });
    sent();
    if (data) void navigate(`/campaigns/${data.campaign_id}`, { replace: true });
    void queries.invalidateQueries();
  };

  return (
    <FormDialog opened onClose={onClose} title="Start a campaign">
      <form onSubmit={submitting(start)} noValidate>
        <Stack>
          <CampaignName value={name} onChange={setName} error={errors.name} />
          <Radio.Group
            label="Leads to call"
            value={source}
            onChange={(value) => setSource(value as Source)}
          >
            <Stack gap={6} mt={6}>
              {chosen.length > 0 && (
                <Radio
                  value="chosen"
                  disabled={callable.length === 0}
                  label={`Selected leads that can be called: ${count(callable.length)} of ${count(chosen.length)}`}
                  description={
                    before.length > 0 &&
                    `${counted(before.length, "lead was", "leads were")} called before`
                  }
                />
              )}
              {partnerId && <Radio value="partner" label="All pending leads from this partner" />}
              <Radio
                value="all"
                label={`All pending leads${all.data ? `: ${count(all.data.total)}` : ""}`}
                disabled={all.data?.total === 0}
              />
              <Radio value="again" label="Leads to call again" />
              {source === "again" && (
                <Select
                  aria-label="Status of the leads to call again"
                  ml="xl"
                  allowDeselect={false}
                  data={AGAIN.map((status) => ({ value: status, label: LEAD_STATUS[status].text }))}
                  value={again}
                  onChange={(status) => status && setAgain(status as Again)}
                />
              )}
            </Stack>
          </Radio.Group>
          <PaceFields pace={pace} onChange={setPace} errors={errors} />
          {leads !== 0 && <Forecast request={wanted} />}
          <Text size="sm" c="dimmed">
            Leads are called within their local calling hours, as often as the law allows. You can pause
            or cancel at any time. To hear the agent first,{" "}
            <Anchor component={Link} to="/playground?dialog=test-call" inherit underline="always">
              have it call your phone
            </Anchor>
            .
          </Text>
          <FormEnd
            problem={problem}
            dirty={name !== proposed || stagger !== STAGGER_DEFAULT || !samePolicy(policy, USUAL_POLICY)}
            isSent={isSent}
            onCancel={onClose}
          >
            <Button type="submit" variant="filled" loading={busy} disabled={leads === 0}>
              {leads === undefined ? "Start calling" : `Call ${counted(leads, "lead")}`}
            </Button>
          </FormEnd>
        </Stack>
      </form>
    </FormDialog>
  );
}

/** The leads a campaign takes, as the API wants them named. */
function takes(source: Source, callable: Lead[], partnerId: string | null, again: Again) {
  if (source === "chosen") return { lead_ids: callable.map((lead) => lead.id), call_again: true };
  if (source === "partner") return { filter: { partner_id: partnerId }, call_again: false };
  return { filter: { status: source === "again" ? again : "PENDING" }, call_again: false };
}
