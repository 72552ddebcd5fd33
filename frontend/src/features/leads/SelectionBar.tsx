import { Button, Group, Paper, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { IconSpeakerphone, IconTrash, IconX } from "@tabler/icons-react";

import { client } from "../../api/client";
import { ApiProblem } from "../../api/problem";
import type { Deletion, Lead } from "../../api/types";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { Only } from "../../components/Only";
import { notifySuccess, notifyWarning } from "../../lib/feedback";
import { counted } from "../../lib/format";
import { useDialog } from "../../lib/useDialog";
import { canBeCalled } from "./callable";
import { deletionInWords, unfinishedInWords } from "./deletion";
import classes from "./SelectionBar.module.css";

interface Props {
  leads: Lead[];
  onClear: () => void;
  onStart: () => void;
}

/** What can be done with the leads that are selected, on this page and on others. */
export function SelectionBar({ leads, onClear, onStart }: Props) {
  const dialog = useDialog();
  const queries = useQueryClient();
  const callable = leads.filter(canBeCalled).length;

  const deleteAll = async () => {
    try {
      const reports = await deleteLeads(leads);
      notifySuccess(deletionInWords(counted(leads.length, "lead"), reports));
      const unfinished = unfinishedInWords(reports);
      if (unfinished) notifyWarning(unfinished);
      onClear();
    } finally {
      await queries.invalidateQueries({ queryKey: ["get", "/api/leads"] });
    }
  };

  if (leads.length === 0) return null;
  return (
    <Paper withBorder p="xs" mb="md" className={classes.bar} component="section" aria-label="Selection">
      <Group gap="sm">
        <Text size="sm" fw={500} role="status">
          {counted(leads.length, "lead")} selected
        </Text>
        <Button
          size="xs"
          variant="filled"
          leftSection={<IconSpeakerphone size={14} />}
          disabled={callable === 0}
          onClick={onStart}
        >
          {callable === leads.length || callable === 0
            ? "Start a campaign"
            : `Start a campaign with ${callable} of them`}
        </Button>
        <Only least="admin">
          <Button size="xs" leftSection={<IconTrash size={14} />} onClick={() => dialog.open("delete")}>
            Delete
          </Button>
        </Only>
        <Button size="xs" variant="subtle" leftSection={<IconX size={14} />} onClick={onClear}>
          Clear selection
        </Button>
        {callable === 0 && (
          <Text size="xs" c="dimmed">
            None of these leads can be called.
          </Text>
        )}
      </Group>
      <ConfirmDialog
        opened={dialog.name === "delete"}
        onClose={dialog.close}
        title={`Delete ${counted(leads.length, "lead")}?`}
        action={`Delete ${counted(leads.length, "lead")}`}
        danger
        onConfirm={deleteAll}
      >
        Their upcoming meetings will be cancelled and the guests notified. Personal data, conversations
        and recordings are erased, here and at Twilio. Figures of the past don’t change, and do-not-call
        requests stay in force. This cannot be undone.
      </ConfirmDialog>
    </Paper>
  );
}

/** One after the other; a lead that is gone already is no failure. */
async function deleteLeads(leads: Lead[]): Promise<Deletion[]> {
  const reports: Deletion[] = [];
  const failed: string[] = [];
  for (const { id, name } of leads) {
    try {
      const { data } = await client.DELETE("/api/leads/{lead_id}", {
        params: { path: { lead_id: id } },
      });
      if (data) reports.push(data);
    } catch (error) {
      const gone = error instanceof ApiProblem && error.status === 404;
      if (!gone) failed.push(`${name}: ${error instanceof Error ? error.message : "not deleted"}`);
    }
  }
  if (failed.length > 0) throw new Error(failed.join(" "));
  return reports;
}
