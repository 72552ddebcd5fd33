import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { api } from "../../api/client";
import type { DoNotCallImport } from "../../api/types";
import { Facts } from "../../components/Facts";
import { CountedRows, RestartImport } from "../../components/ImportParts";
import { Loaded } from "../../components/Loaded";
import { Notice } from "../../components/Notice";
import { SkeletonBlock } from "../../components/Skeletons";
import { notifyFailure } from "../../lib/feedback";
import { count } from "../../lib/format";
import { ofNumbers } from "./ofNumbers";

const POLL_MS = 1_000;
const PATH = "/api/do-not-call/imports/{import_id}";

interface Props {
  id: string;
  onClose: () => void;
  onAnother: () => void;
}

/** How far an import of numbers is. It goes on without this page. */
export function NumbersProgress({ id, onClose, onAnother }: Props) {
  const queries = useQueryClient();
  const progress = api.useQuery(
    "get",
    PATH,
    { params: { path: { import_id: id } } },
    { refetchInterval: ({ state }) => (isOver(state.data) ? false : POLL_MS) },
  );
  const over = isOver(progress.data);
  useEffect(() => {
    // Its own progress is one of them, and stays as it is.
    if (over) {
      void queries.invalidateQueries({
        predicate: (query) => ofNumbers(query) && query.queryKey[1] !== PATH,
      });
    }
  }, [over, queries]);
  return (
    <Loaded query={progress} what="the import" skeleton={<SkeletonBlock height={120} />}>
      {(shown) => (
        <Stack>
          <Text size="sm" role="status">
            {over ? verdict(shown) : `Reading the file: ${shown.percent} %`}
          </Text>
          {!over && <Progress value={shown.percent} animated aria-label="Reading the file" />}
          {(shown.problem || shown.can_restart) && (
            <Notice
              role="alert"
              severity={shown.problem ? "critical" : "warning"}
              title={problemTitle(shown)}
            >
              {shown.problem && <Text size="sm">{shown.problem}</Text>}
              {shown.can_restart && <Restart id={id} />}
            </Notice>
          )}
          <Facts facts={factsOf(shown)} />
          <Group justify="flex-end" gap="xs">
            {over && <Button onClick={onAnother}>Another file</Button>}
            <Button variant={over ? "filled" : "default"} onClick={onClose}>
              {over ? "Done" : "Continue in the background"}
            </Button>
          </Group>
        </Stack>
      )}
    </Loaded>
  );
}

function isOver(shown: DoNotCallImport | undefined): boolean {
  return shown !== undefined && ["COMPLETED", "FAILED"].includes(shown.status);
}

function verdict({ status, national, numbers_listed, rows_refused }: DoNotCallImport): string {
  if (status === "FAILED" && national) return "The list is not in use.";
  if (status === "FAILED")
    return numbers_listed > 0 ? "The rows before the problem were imported." : "Nothing was imported.";
  const done = national ? `${national.name} is in use.` : "These numbers will not be called.";
  return rows_refused > 0 ? `${done} Some rows have no valid number.` : done;
}

function problemTitle({ problem, national }: DoNotCallImport): string {
  if (!problem) return "Reading has come to a stop";
  return national ? "The list was not put into use" : "The file could not be read to its end";
}

function factsOf(shown: DoNotCallImport) {
  const { national } = shown;
  return {
    ...(national && { List: `${national.name}, ${national.place}, as of ${national.as_of}` }),
    "Rows read": count(shown.rows_done),
    "Numbers listed": count(shown.numbers_listed),
    "Rows refused": (
      <CountedRows of={shown.rows_refused} url={shown.errors_url} label="Download the refused rows" />
    ),
    ...(shown.rows_skipped > 0 && { "Blank rows": count(shown.rows_skipped) }),
  };
}

/** Goes on with an import that broke off. */
function Restart({ id }: { id: string }) {
  const queries = useQueryClient();
  const restart = api.useMutation("post", "/api/do-not-call/imports/{import_id}/restart", {
    onSuccess: () => queries.invalidateQueries({ queryKey: ["get", PATH] }),
    onError: (error) => notifyFailure("The import was not started again", error),
  });
  const start = () => restart.mutate({ params: { path: { import_id: id } } });
  return <RestartImport busy={restart.isPending} onRestart={start} />;
}
