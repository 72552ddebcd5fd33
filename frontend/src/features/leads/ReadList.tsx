import { NativeSelect, Stack, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";

import { ErrorState } from "../../components/ErrorState";
import { SkeletonBlock } from "../../components/Skeletons";
import { countryOptions } from "../../lib/countries";
import { FilePreview } from "./FilePreview";
import { type Choices, type Mapping, mappingOf, whatIsMissing } from "./listMapping";
import { MappingTable } from "./MappingTable";
import { previewList } from "./previewList";

/** All that is to be known to import a file. */
export interface Ready {
  mapping: Mapping;
  country: string | null;
}

interface Props {
  file: File;
  /** Null while something is missing. */
  onReady: (ready: Ready | null) => void;
}

/** How a file will be read: its columns, whose numbers are national, and what comes of its first rows. */
export function ReadList({ file, onReady }: Props) {
  const [choices, setChoices] = useState<Choices>({});
  const [country, setCountry] = useState<string | null>(null);
  const key = ["list preview", file.name, file.size, file.lastModified] as const;
  const recognised = useQuery({
    queryKey: key,
    queryFn: () => previewList(file, {}, null),
    staleTime: Infinity,
    retry: false,
  });
  const mapping = useMemo(
    () => mappingOf(recognised.data?.columns ?? [], choices),
    [recognised.data, choices],
  );
  const preview = useQuery({
    queryKey: [...key, mapping, country],
    queryFn: () => previewList(file, mapping, country),
    enabled: recognised.isSuccess,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });
  const shown = preview.data ?? recognised.data;
  const missing = whatIsMissing(shown?.missing ?? []);
  const isReady = preview.isSuccess && !preview.isPlaceholderData && missing === null;
  useEffect(() => {
    onReady(isReady ? { mapping, country } : null);
  }, [isReady, mapping, country, onReady]);

  const error = recognised.error ?? preview.error;
  if (error) return <ErrorState what="The file cannot be read" error={error} />;
  if (!recognised.data || !shown) return <SkeletonBlock height={200} />;
  return (
    <Stack gap="sm">
      {missing && (
        <Text role="alert" size="sm" c="var(--mantine-color-error)">
          {missing}
        </Text>
      )}
      <MappingTable
        columns={recognised.data.columns}
        choices={choices}
        onChoose={(column, field) => setChoices({ ...choices, [column]: field })}
      />
      <NativeSelect
        label="Country of numbers without a country code"
        value={country ?? ""}
        data={[{ value: "", label: "None: such numbers are refused" }, ...countryOptions()]}
        onChange={({ currentTarget: { value } }) => setCountry(value || null)}
      />
      {missing === null && <FilePreview rows={shown.rows} />}
    </Stack>
  );
}
