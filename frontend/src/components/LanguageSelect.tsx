import { NativeSelect, type NativeSelectProps } from "@mantine/core";

import { codes, LANGUAGE } from "../lib/labels";

/** In a form, a language that follows from the number is an empty text. */
export const FROM_NUMBER = "";

const OPTIONS = [
  { value: FROM_NUMBER, label: "From the number" },
  ...codes(LANGUAGE).map((code) => ({ value: code, label: LANGUAGE[code] })),
];

/** The language that a lead is spoken to in. */
export function LanguageSelect(props: Omit<NativeSelectProps, "data">) {
  return <NativeSelect label="Language" data={OPTIONS} {...props} />;
}
