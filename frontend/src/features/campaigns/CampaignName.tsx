import { TextInput } from "@mantine/core";

interface Props {
  value: string;
  onChange: (name: string) => void;
  error?: string | undefined;
}

export function CampaignName({ value, onChange, error }: Props) {
  return (
    <TextInput
      label="Name"
      data-autofocus
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
