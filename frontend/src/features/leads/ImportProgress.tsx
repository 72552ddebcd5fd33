import { Alert, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { IconCheck, IconDownload } from "@tabler/icons-react";
import { Link } from "react-router";

import type { Import } from "../../api/types";
import { Facts } from "../../components/Facts";
import { Loaded } from "../../components/Loaded";
import { SkeletonBlock } from "../../components/Skeletons";
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
              "Blank rows": shown.rows_skipped > 0 ? count(shown.rows_skipped) : null,
            }}
          />
          {over && shown.leads_created > 0 && (
            <Text size="sm" c="dimmed">
              Totals and charts catch up within a minute.
            </Text>
          )}
          {shown.problem && (
            <Alert
              role="alert"
              color="red"
              variant="outline"
              title={
                shown.status === "AWAITING_MAPPING"
                  ? "The columns were not recognised. Upload the file again and choose them"
                  : "The file could not be read to its end"
              }
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
            {shown.warnings_url && (
              <Button component="a" href={shown.warnings_url} leftSection={<IconDownload size={16} />}>
                Download what was left out
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

function Verdict({ shown }: { shown: Import }) {
  if (shown.status === "AWAITING_MAPPING") return "Nothing was imported.";
  if (shown.leads_created === 0 && shown.status === "FAILED") return "Nothing was imported.";
  if (shown.status === "FAILED") return "The rows before the problem were imported.";
  if (shown.rows_refused === 0 && shown.rows_with_warnings === 0) return "Every row was imported.";
  if (shown.rows_refused === 0)
    return `Every row was imported. Values that could not be read were left out of ${counted(shown.rows_with_warnings, "row")}.`;
  return `${counted(shown.rows_refused, "row was", "rows were")} refused. Download them with the reasons, correct them and upload that file.`;
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
