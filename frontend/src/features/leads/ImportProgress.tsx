import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { api } from "../../api/client";
import type { Import } from "../../api/types";
import { Facts } from "../../components/Facts";
import { CountedRows, RestartImport } from "../../components/ImportParts";
import { Loaded } from "../../components/Loaded";
import { Notice } from "../../components/Notice";
import { SkeletonBlock } from "../../components/Skeletons";
import { StartCampaign } from "../../components/StartCampaign";
import { notifyFailure } from "../../lib/feedback";
import { count, counted } from "../../lib/format";
import { type Followed, isOver, useImport } from "./useImport";

interface Props {
  followed: Followed;
  onClose: () => void;
  onAnother: () => void;
}

export function ImportProgress({ followed: { id, fileName }, onClose, onAnother }: Props) {
  const progress = useImport(id);
  const over = isOver(progress.data);
  return (
    <Loaded query={progress} what="the import" skeleton={<SkeletonBlock height={120} />}>
      {(shown) => (
        <Stack>
          <Text size="sm" role="status">
            {over ? <Verdict shown={shown} /> : `Reading ${fileName}: ${shown.percent} %`}
          </Text>
          {!over && <Progress value={shown.percent} animated aria-label="Reading the file" />}
          {shown.problem && (
            <Notice role="alert" severity="critical" title={problemTitle(shown)}>
              <Text size="sm">{shown.problem}</Text>
              {shown.can_restart && <Restart id={id} />}
            </Notice>
          )}
          {!shown.problem && shown.can_restart && (
            <Notice role="alert" severity="warning" title="Reading has come to a stop">
              <Restart id={id} />
            </Notice>
          )}
          <Facts facts={factsOf(shown, fileName)} />
          {over && shown.leads_created > 0 && (
            <Text size="sm" c="dimmed">
              Totals and charts catch up within a minute.
            </Text>
          )}
          <Group justify="flex-end" gap="xs">
            {over ? (
              <AfterImport shown={shown} onAnother={onAnother} onClose={onClose} />
            ) : (
              <Button onClick={onClose}>Continue in the background</Button>
            )}
          </Group>
        </Stack>
      )}
    </Loaded>
  );
}

/** Counts, with what can be downloaded beside what it is about. */
function factsOf(shown: Import, fileName: string): Record<string, ReactNode> {
  return {
    File: fileName,
    "Rows read": count(shown.rows_done),
    "Leads added": count(shown.leads_created),
    "Rows refused": (
      <CountedRows of={shown.rows_refused} url={shown.errors_url} label="Download the refused rows" />
    ),
    ...(shown.rows_with_warnings > 0 && {
      "Incomplete rows": (
        <CountedRows
          of={shown.rows_with_warnings}
          url={shown.warnings_url}
          label="Download what was left out"
        />
      ),
    }),
    ...(shown.rows_skipped > 0 && { "Blank rows": count(shown.rows_skipped) }),
  };
}

/** Goes on with an import that broke off. */
function Restart({ id }: { id: string }) {
  const queries = useQueryClient();
  const restart = api.useMutation("post", "/api/leads/imports/{import_id}/restart", {
    onSuccess: () => queries.invalidateQueries({ queryKey: ["get", "/api/leads/imports/{import_id}"] }),
    onError: (error) => notifyFailure("The import was not started again", error),
  });
  const start = () => restart.mutate({ params: { path: { import_id: id } } });
  return <RestartImport busy={restart.isPending} onRestart={start} />;
}

function problemTitle({ status }: Import): string {
  return status === "AWAITING_MAPPING"
    ? "The columns were not recognised. Upload the file again and choose them"
    : "The file could not be read to its end";
}

function Verdict({ shown }: { shown: Import }) {
  if (shown.status === "AWAITING_MAPPING") return "Nothing was imported.";
  if (shown.leads_created === 0 && shown.status === "FAILED") return "Nothing was imported.";
  if (shown.status === "FAILED") return "The rows before the problem were imported.";
  if (shown.rows_refused === 0 && shown.rows_with_warnings === 0) return "Every row was imported.";
  if (shown.rows_refused === 0)
    return `Every row was imported. Values that could not be read were left out of ${counted(shown.rows_with_warnings, "row")}.`;
  return `${counted(shown.rows_refused, "row was", "rows were")} refused. Download them with the reasons, correct them, and upload that file.`;
}

function AfterImport({
  shown,
  onAnother,
  onClose,
}: {
  shown: Import;
  onAnother: () => void;
  onClose: () => void;
}) {
  return (
    <>
      <Button onClick={onAnother}>Another file</Button>
      {shown.leads_created > 0 && <StartCampaign />}
      <Button variant="filled" onClick={onClose}>
        Done
      </Button>
    </>
  );
}
