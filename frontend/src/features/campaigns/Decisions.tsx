import { Anchor, Button, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "react-router";

import { api } from "../../api/client";
import type { Decision } from "../../api/types";
import { type Column, DataTable } from "../../components/DataTable";
import { Loaded } from "../../components/Loaded";
import { Section } from "../../components/Section";
import { SkeletonTable } from "../../components/Skeletons";
import { When } from "../../components/When";
import { toCsv } from "../../lib/csv";
import { downloadText } from "../../lib/download";
import { notifyFailure } from "../../lib/feedback";
import { LIVE_MS } from "../../lib/live";
import { allDecisions } from "./allDecisions";
import { rowOf, ruleInWords, SHEET_HEADER } from "./evidence";

const SHOWN = 10;

const COLUMNS: Column<Decision>[] = [
  { header: "When", width: 11, cell: ({ evidence }) => <When at={evidence.decided_at} /> },
  {
    header: "Decision",
    wraps: true,
    cell: ({ lead_id, call_id, evidence }) => (
      <>
        <Anchor component={Link} to={call_id ? `/calls/${call_id}` : `/leads/${lead_id}`} inherit>
          {call_id ? "Called" : "Not called"}
        </Anchor>
        {!call_id && (
          <Text size="xs" c="dimmed">
            {evidence.verdict}
          </Text>
        )}
      </>
    ),
  },
  {
    header: "Attempt",
    width: 5.5,
    from: "sm",
    align: "right",
    cell: ({ evidence }) => evidence.attempt,
  },
  {
    header: "Local time",
    width: 14,
    wraps: true,
    from: "md",
    cell: ({ evidence }) => evidence.local_times.join(", "),
  },
  {
    header: "Rule",
    wraps: true,
    from: "lg",
    cell: ({ evidence }) => ruleInWords(evidence) ?? "None: simulated calls",
  },
];

/** Why each lead was called, or was not, with a file of all of it. */
export function Decisions({ campaignId, name }: { campaignId: string; name: string }) {
  const [busy, setBusy] = useState(false);
  const decisions = api.useQuery(
    "get",
    "/api/campaigns/{campaign_id}/decisions",
    { params: { path: { campaign_id: campaignId }, query: { page_size: SHOWN } } },
    { refetchInterval: LIVE_MS },
  );
  const download = async () => {
    setBusy(true);
    try {
      const all = await allDecisions(campaignId);
      downloadText(`evidence ${name}.csv`, toCsv([SHEET_HEADER, ...all.map(rowOf)]), "text/csv");
    } catch (error) {
      notifyFailure("The evidence was not exported", error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section
      title="Why leads were called, or not"
      actions={
        <Button
          size="xs"
          loading={busy}
          leftSection={<IconDownload size={14} />}
          onClick={() => void download()}
        >
          Export evidence
        </Button>
      }
    >
      <Loaded query={decisions} what="the decisions" skeleton={<SkeletonTable rows={3} />}>
        {(page) =>
          page.decisions.length === 0 ? (
            <Text size="sm" c="dimmed">
              Nothing yet. Every call, and every call that was refused, is listed here with what it was
              decided by.
            </Text>
          ) : (
            <DataTable
              label="Decisions"
              columns={COLUMNS}
              rows={page.decisions}
              rowKey={({ lead_id, evidence }) => `${lead_id} ${evidence.decided_at}`}
            />
          )
        }
      </Loaded>
    </Section>
  );
}
