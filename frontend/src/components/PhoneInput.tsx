import { TextInput, type TextInputProps } from "@mantine/core";

/** A telephone number that is written with its country's code. */
export function PhoneInput(props: TextInputProps) {
  return (
    <TextInput
      label="Phone"
      description="With the country code, such as +34 612 345 678."
      type="tel"
      autoComplete="off"
      {...props}
    />
  );
}
