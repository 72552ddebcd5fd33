import { NativeSelect } from "@mantine/core";

interface Props {
  label: string;
  /** The choice that filters nothing, such as "Any status". */
  any: string;
  options: { value: string; label: string }[];
  value: string | null;
  onChange: (value: string | null) => void;
}

/** A filter of a list. The browser's own select: at home on phones and keyboards alike. */
export function FilterSelect({ label, any, options, value, onChange }: Props) {
  return (
    <NativeSelect
      aria-label={label}
      // Two beside each other on a phone, however long what can be chosen.
      maw={{ base: "calc(50vw - 1.5rem)", xs: "none" }}
      value={value ?? ""}
      onChange={(event) => onChange(event.currentTarget.value || null)}
      data={[{ value: "", label: any }, ...options]}
    />
  );
}
