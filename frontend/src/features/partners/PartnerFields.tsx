import {
  NativeSelect,
  type NativeSelectProps,
  NumberInput,
  type NumberInputProps,
  TextInput,
  type TextInputProps,
} from "@mantine/core";

import { countryOptions } from "../../lib/countries";

/** What the API takes where nothing is said. */
export const RATE_LIMIT_DEFAULT = 100;

export function NameField(props: TextInputProps) {
  return (
    <TextInput
      label="Name"
      description="Shown to operators."
      autoComplete="off"
      placeholder="Partner CRM"
      {...props}
    />
  );
}

export function RateLimitField(props: NumberInputProps) {
  return (
    <NumberInput
      label="Rate limit"
      description="Requests per minute, 1 to 3,000. Requests beyond the limit get a 429."
      min={1}
      max={3000}
      clampBehavior="none"
      allowDecimal={false}
      allowNegative={false}
      {...props}
    />
  );
}

export function CountryField(props: NativeSelectProps) {
  return (
    <NativeSelect
      label="Country of numbers without a country code"
      data={[{ value: "", label: "None: such numbers are refused" }, ...countryOptions()]}
      {...props}
    />
  );
}
