import "@mantine/dropzone/styles.css";

import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { Dropzone, type FileRejection } from "@mantine/dropzone";
import { IconFileSpreadsheet } from "@tabler/icons-react";
import { useState } from "react";

import { ErrorState } from "../../components/ErrorState";
import { FormProblem } from "../../components/FormProblem";
import { type Ready, ReadList } from "./ReadList";
import { sendFile } from "./sendFile";

const LARGEST_BYTES = 64 * 1024 * 1024;

interface Props {
  onCancel: () => void;
  /** The file is there, and is being read. */
  onSent: (importId: string, name: string) => void;
}

export function ChooseFile({ onCancel, onSent }: Props) {
  const [file, setFile] = useState<File | null>(null);
  const [ready, setReady] = useState<Ready | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [sent, setSent] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);

  const take = ([chosen]: File[]) => {
    if (!chosen) return;
    setRefusal(null);
    setError(null);
    setReady(null);
    setFile(chosen);
  };
  const send = async (chosen: File, how: Ready) => {
    setError(null);
    setSent(0);
    try {
      onSent(await sendFile(chosen, how, setSent), chosen.name);
    } catch (problem) {
      setError(problem);
      setSent(null);
    }
  };

  return (
    <Stack>
      <Dropzone
        onDrop={take}
        onReject={(files) => setRefusal(reason(files))}
        maxFiles={1}
        multiple={false}
        maxSize={LARGEST_BYTES}
        accept={{ "text/csv": [".csv"], "text/tab-separated-values": [".tsv"], "text/plain": [".txt"] }}
        disabled={sent !== null}
        data-autofocus
        // Room for the ring of its focus.
        mt={4}
        aria-label="CSV file"
        inputProps={{ "aria-label": "CSV file" }}
      >
        <Group justify="center" gap="md" mih={file ? 50 : 90} style={{ pointerEvents: "none" }}>
          <IconFileSpreadsheet size={36} stroke={1.3} aria-hidden />
          <div>
            <Text>{file ? file.name : "Drop a CSV file here, or click to choose one"}</Text>
            <Text size="sm" c="dimmed">
              Any export with names and phone numbers. Up to 100,000 rows.
            </Text>
          </div>
        </Group>
      </Dropzone>
      <FormProblem>{refusal}</FormProblem>
      {file && <ReadList key={`${file.name} ${file.lastModified}`} file={file} onReady={setReady} />}
      {error !== null && <ErrorState what="The file was not sent" error={error} />}
      {sent !== null && <Progress value={sent} aria-label="Sending the file" animated />}
      <Group justify="flex-end">
        <Button onClick={onCancel}>Cancel</Button>
        <Button
          variant="filled"
          disabled={!file || !ready}
          loading={sent !== null}
          onClick={() => file && ready && void send(file, ready)}
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
