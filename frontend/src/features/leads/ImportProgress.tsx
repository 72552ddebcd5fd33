import { Alert, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { IconCheck, IconDownload } from "@tabler/icons-react";
import { useEffect } from "react";
import { Link } from "react-router";

import { api } from "../../api/client";
import type { Import } from "../../api/types";
import { Facts } from "../../components/Facts";
import { Loaded } from "../../components/Loaded";
import { SkeletonBlock } from "../../components/Skeletons";
import { count, counted } from "../../lib/format";

const POLL_MS = 1_000;

interface Props {
  importId: string;
  fileName: string;
  onClose: () => void;
  onAnother: () => void;
}

export function ImportProgress({ importId, fileName, onClose, onAnother }: Props) {
  const queries = useQueryClient();
  const progress = api.useQuery(
    "get",
    "/api/leads/imports/{import_id}",
    { params: { path: { import_id: importId } } },
    { refetchInterval: ({ state }) => (isOver(state.data) ? false : POLL_MS) },
  );
  const over = isOver(progress.data);
  useEffect(() => {
    if (over) void queries.invalidateQueries({ queryKey: ["get", "/api/leads"] });
  }, [over, queries]);

  return (
    <Loaded query={progress} what="the import" skeleton={<SkeletonBlock height={120} />}>
      {(shown) => (
        <Stack>
          <Text size="sm">
            {over ? "Done with" : "Reading"} {fileName}
          </Text>
          <Progress value={shown.percent} animated={!over} aria-label="Reading the file" />
          <Text size="sm" role="status">
            {over ? (
              <Verdict shown={shown} />
            ) : (
              `${counted(shown.rows_done, "row")} read, ${shown.percent} %`
            )}
          </Text>
          <Facts
            facts={{
              "Rows read": count(shown.rows_done),
              "Leads added": count(shown.leads_created),
              "Rows refused": count(shown.rows_refused),
            }}
          />
          {shown.problem && (
            <Alert
              role="alert"
              color="red"
              variant="outline"
              title="The file could not be read to its end"
            >
              {shown.problem}
            </Alert>
          )}
          <Group justify="flex-end">
            {shown.errors_url && (
              <Button component="a" href={shown.errors_url} leftSection={<IconDownload size={16} />}>
                Download the refused rows
              </Button>
            )}
            {over ? (
              <AfterImport shown={shown} onAnother={onAnother} onClose={onClose} />
            ) : (
              <Background onClose={onClose} />
            )}
          </Group>
        </Stack>
      )}
    </Loaded>
  );
}

function isOver(shown: Import | undefined): boolean {
  return shown?.status === "COMPLETED" || shown?.status === "FAILED";
}

function Verdict({ shown }: { shown: Import }) {
  if (shown.status === "FAILED") return "The rows before the problem were taken in.";
  if (shown.rows_refused === 0) return "Every row was taken in.";
  return `${counted(shown.rows_refused, "row was", "rows were")} refused: the list says why, row by row.`;
}

function Background({ onClose }: { onClose: () => void }) {
  return <Button onClick={onClose}>Continue in the background</Button>;
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
      {shown.leads_created > 0 && (
        <Button component={Link} to="/leads?dialog=campaign">
          Start a campaign
        </Button>
      )}
      <Button variant="filled" leftSection={<IconCheck size={16} />} onClick={onClose}>
        Done
      </Button>
    </>
  );
}
