import "@mantine/dropzone/styles.css";

import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { Dropzone, type FileRejection } from "@mantine/dropzone";
import { IconFileSpreadsheet } from "@tabler/icons-react";
import { useState } from "react";

import { ErrorState } from "../../components/ErrorState";
import { firstRows } from "../../lib/csv";
import { FilePreview } from "./FilePreview";
import { sendFile } from "./sendFile";

const LARGEST_BYTES = 64 * 1024 * 1024;
/** What a preview reads of a file: enough for its first rows. */
const PREVIEW_BYTES = 64 * 1024;
const PREVIEW_ROWS = 6;

interface Props {
  onCancel: () => void;
  /** The file is there, and is being read. */
  onSent: (importId: string, name: string) => void;
}

interface Chosen {
  file: File;
  rows: string[][];
}

export function ChooseFile({ onCancel, onSent }: Props) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [sent, setSent] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);

  const take = async ([file]: File[]) => {
    if (!file) return;
    setRefusal(null);
    setError(null);
    setChosen({ file, rows: firstRows(await file.slice(0, PREVIEW_BYTES).text(), PREVIEW_ROWS) });
  };
  const send = async (file: File) => {
    setError(null);
    setSent(0);
    try {
      onSent(await sendFile(file, setSent), file.name);
    } catch (problem) {
      setError(problem);
      setSent(null);
    }
  };

  return (
    <Stack>
      <Dropzone
        onDrop={(files) => void take(files)}
        onReject={(files) => setRefusal(reason(files))}
        maxFiles={1}
        multiple={false}
        maxSize={LARGEST_BYTES}
        accept={{ "text/csv": [".csv"], "text/plain": [".txt"] }}
        disabled={sent !== null}
        aria-label="CSV file"
        inputProps={{ "aria-label": "CSV file" }}
      >
        <Group justify="center" gap="md" mih={90} style={{ pointerEvents: "none" }}>
          <IconFileSpreadsheet size={36} stroke={1.3} aria-hidden />
          <div>
            <Text>{chosen ? chosen.file.name : "Drop a CSV file here, or click to choose one"}</Text>
            <Text size="sm" c="dimmed">
              Columns name, phone and, if you have it, email. Up to 100,000 rows.
            </Text>
          </div>
        </Group>
      </Dropzone>
      {refusal && (
        <Text role="alert" size="sm" c="var(--mantine-color-error)">
          {refusal}
        </Text>
      )}
      {chosen && <FilePreview rows={chosen.rows} />}
      {error !== null && <ErrorState what="The file was not sent" error={error} />}
      {sent !== null && <Progress value={sent} aria-label="Sending the file" animated />}
      <Group justify="flex-end">
        <Button onClick={onCancel}>Cancel</Button>
        <Button
          variant="filled"
          disabled={!chosen}
          loading={sent !== null}
          onClick={() => chosen && void send(chosen.file)}
        >
          Upload
        </Button>
      </Group>
    </Stack>
  );
}

function reason(files: FileRejection[]): string {
  const code = files[0]?.errors[0]?.code;
  if (code === "file-too-large") return "The file is larger than 64 MB. Split it, and upload the parts.";
  if (code === "file-invalid-type") return "This is not a CSV file. Save the sheet as CSV first.";
  return "One file at a time, please.";
}
