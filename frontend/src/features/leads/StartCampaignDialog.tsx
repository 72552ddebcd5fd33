import { Button, Group, NumberInput, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";

import { FormDialog, FormGuard, useSent } from "../../components/FormDialog";
import { FormProblem } from "../../components/FormProblem";
import { api, client } from "../../api/client";
import type { Lead } from "../../api/types";
import { Facts } from "../../components/Facts";
import { count, counted } from "../../lib/format";
import { dateAndTime } from "../../lib/time";
import { roughSpan } from "../../lib/span";
import { useSend } from "../../lib/useSubmit";

interface Props {
  /** The leads selected on the page; those that are pending can be called. */
  chosen: Lead[];
  /** The partner whose leads are shown, if the page is filtered so. */
  partnerId: string | null;
  onClose: () => void;
}

type Source = "chosen" | "partner" | "all";

const STAGGER_DEFAULT = 5;
const FIELDS = ["name", "stagger_seconds"] as const;

/** Says what a campaign will do before it starts: real people are phoned. */
export default function StartCampaignDialog({ chosen, partnerId, onClose }: Props) {
  const pending = chosen.filter((lead) => lead.status === "PENDING");
  const [source, setSource] = useState<Source>(
    pending.length > 0 ? "chosen" : partnerId ? "partner" : "all",
  );
  const [proposed] = useState(() => `Campaign of ${dateAndTime(new Date())}`);
  const [name, setName] = useState(proposed);
  const [stagger, setStagger] = useState<number | string>(STAGGER_DEFAULT);
  const { isSent, sent } = useSent();
  const [errors, setErrors] = useState<Record<string, string>>({});
  const { busy, problem, send } = useSend(FIELDS, setErrors);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const all = api.useQuery("get", "/api/leads", {
    params: { query: { status: "PENDING", page_size: 1 } },
  });

  const leads = source === "chosen" ? pending.length : source === "all" ? all.data?.total : undefined;
  const start = async () => {
    const body = {
      name: name.trim(),
      stagger_seconds: typeof stagger === "number" ? stagger : null,
      ...takes(source, pending, partnerId),
    };
    const { data } = await client.POST("/api/campaigns/start", { body });
    sent();
    if (data) void navigate(`/campaigns/${data.campaign_id}`, { replace: true });
    void queries.invalidateQueries();
  };
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    void send(start);
  };

  return (
    <FormDialog opened onClose={onClose} title="Start a campaign">
      <form onSubmit={submit} noValidate>
        <Stack>
          <TextInput
            label="Name"
            data-autofocus
            value={name}
            error={errors.name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Radio.Group
            label="Leads to call"
            value={source}
            onChange={(value) => setSource(value as Source)}
          >
            <Stack gap={6} mt={6}>
              {chosen.length > 0 && (
                <Radio
                  value="chosen"
                  disabled={pending.length === 0}
                  label={`Selected pending leads: ${count(pending.length)} of ${count(chosen.length)}`}
                />
              )}
              {partnerId && <Radio value="partner" label="All pending leads from this partner" />}
              <Radio
                value="all"
                label={`All pending leads${all.data ? `: ${count(all.data.total)}` : ""}`}
                disabled={all.data?.total === 0}
              />
            </Stack>
          </Radio.Group>
          <NumberInput
            label="Seconds between calls"
            min={0}
            max={3600}
            allowNegative={false}
            value={stagger}
            error={errors.stagger_seconds}
            onChange={setStagger}
          />
          <Summary leads={leads} stagger={typeof stagger === "number" ? stagger : 0} />
          <FormProblem>{problem}</FormProblem>
          <FormGuard dirty={name !== proposed || stagger !== STAGGER_DEFAULT} isSent={isSent} />
          <Group justify="flex-end">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="filled" loading={busy} disabled={leads === 0}>
              {leads === undefined ? "Start calling" : `Call ${counted(leads, "lead")}`}
            </Button>
          </Group>
        </Stack>
      </form>
    </FormDialog>
  );
}

/** The leads a campaign takes, as the API wants them named. */
function takes(source: Source, pending: Lead[], partnerId: string | null) {
  if (source === "chosen") return { lead_ids: pending.map((lead) => lead.id) };
  return { filter: source === "partner" ? { partner_id: partnerId } : { status: "PENDING" } };
}

function Summary({ leads, stagger }: { leads: number | undefined; stagger: number }) {
  return (
    <Stack gap="xs">
      <Facts
        facts={{
          Leads: leads === undefined ? "Counted at start" : count(leads),
          "Takes at least": leads === undefined ? null : roughSpan(leads * stagger),
        }}
      />
      <Text size="sm" c="dimmed">
        Each lead is called once, within their local calling hours. You can pause or cancel at any time.
      </Text>
    </Stack>
  );
}
