import {
  Button,
  FileInput,
  NativeSelect,
  Progress,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";

import { client } from "../../api/client";
import { FormEnd, useSent } from "../../components/FormDialog";
import { ReasonField } from "../../components/ReasonField";
import { countryOptions } from "../../lib/countries";
import { putFile } from "../../lib/putFile";
import { useSubmit } from "../../lib/useSubmit";

interface Props {
  onCancel: () => void;
  /** The file is there, and is being read. */
  onSent: (importId: string) => void;
}

/** As the API names them. */
const FIELDS = ["file_size", "reason", "default_country", "name", "place", "as_of"] as const;

export function ImportNumbersForm({ onCancel, onSent }: Props) {
  const { isSent, sent } = useSent();
  const [file, setFile] = useState<File | null>(null);
  const [isNational, setNational] = useState(false);
  const [percent, setPercent] = useState<number | null>(null);
  const form = useForm({
    initialValues: { file_size: "", reason: "", default_country: "", name: "", place: "", as_of: "" },
  });

  const { busy, problem, submit } = useSubmit(form, FIELDS, async (values) => {
    if (!file) return;
    const { reason, default_country, name, place, as_of } = values;
    const { data } = await client.POST("/api/do-not-call/imports", {
      body: {
        file_size: file.size,
        reason: (!isNational && reason.trim()) || null,
        default_country: default_country || null,
        national: isNational ? { name, place, as_of } : null,
      },
    });
    if (!data) return;
    try {
      await putFile(data.upload_url, file, setPercent);
    } finally {
      setPercent(null);
    }
    sent();
    onSent(data.id);
  });

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <FileInput
          label="CSV file"
          description="One number in each row, or a column “phone”. Up to 1,000,000 rows."
          placeholder="Choose a file"
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          clearable
          value={file}
          onChange={setFile}
          error={form.errors.file_size}
        />
        <SegmentedControl
          aria-label="Kind of list"
          fullWidth
          data={[
            { value: "own", label: "Our own list" },
            { value: "national", label: "A national list" },
          ]}
          value={isNational ? "national" : "own"}
          onChange={(kind) => setNational(kind === "national")}
        />
        {isNational ? (
          <>
            <SimpleGrid cols={{ base: 1, xs: 3 }}>
              <TextInput label="Name" placeholder="TPS" {...form.getInputProps("name")} />
              <TextInput
                label="Country or state"
                placeholder="GB or US-TX"
                {...form.getInputProps("place")}
              />
              <TextInput label="Given out on" type="date" {...form.getInputProps("as_of")} />
            </SimpleGrid>
            <Text size="sm" c="dimmed">
              Takes the place of the edition in use with this name, once it has been read to its end.
              From then on nobody there is called while the list is stale: 31 days after its date, 28 in
              Britain.
            </Text>
          </>
        ) : (
          <>
            <ReasonField
              description="Optional. Kept with each number."
              {...form.getInputProps("reason")}
            />
            <Text size="sm" c="dimmed">
              Leads with these numbers become “Do not call” and leave their campaigns’ queues.
            </Text>
          </>
        )}
        <NativeSelect
          label="Country of numbers without a country code"
          data={[{ value: "", label: "None: such numbers are refused" }, ...countryOptions()]}
          {...form.getInputProps("default_country")}
        />
        {percent !== null && <Progress value={percent} aria-label="Sending the file" animated />}
        <FormEnd
          problem={problem}
          dirty={form.isDirty() || file !== null}
          isSent={isSent}
          onCancel={onCancel}
        >
          <Button type="submit" variant="filled" disabled={!file} loading={busy}>
            Import
          </Button>
        </FormEnd>
      </Stack>
    </form>
  );
}
