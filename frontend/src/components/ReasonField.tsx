import { Textarea, type TextareaProps } from "@mantine/core";

/** Why an operator does something, which is kept. */
export function ReasonField(props: TextareaProps) {
  return <Textarea label="Reason" maxLength={500} autosize minRows={2} {...props} />;
}
