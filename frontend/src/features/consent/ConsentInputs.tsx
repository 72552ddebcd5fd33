import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";

import { CONSENT_KIND, codes } from "../../lib/labels";
import type { ConsentValues } from "./consent";

const KINDS = [
  { value: "", label: "None on record" },
  ...codes(CONSENT_KIND).map((kind) => ({ value: kind, label: CONSENT_KIND[kind] })),
];

interface Props<Values extends { consent: ConsentValues }> {
  form: UseFormReturnType<Values>;
  /** The number is changed, and with it goes the consent to calls to the other one. */
  goes: boolean;
}

/** The fields of a consent to calls, once it is said of which kind it is. */
export function ConsentInputs<Values extends { consent: ConsentValues }>({ form, goes }: Props<Values>) {
  const input = (field: keyof ConsentValues) => form.getInputProps(`consent.${field}`);
  return (
    <>
      <NativeSelect
        label="Consent to calls"
        description={
          goes
            ? "A new number takes the consent away, unless it is changed here as well."
            : "To be called by an artificial voice, as most countries ask for."
        }
        data={KINDS}
        {...input("kind")}
      />
      {form.getValues().consent.kind !== "" && (
        <>
          <TextInput
            label="Given on"
            description="The form, page or call."
            placeholder="acme.example/quote"
            {...input("source")}
          />
          <Textarea
            label="Words agreed to"
            description="They are kept with each call, also after the lead is deleted: name nobody. Or give a link."
            autosize
            minRows={2}
            maxRows={6}
            {...input("text")}
          />
          <TextInput
            label="Link to a proof"
            type="url"
            placeholder="https://"
            autoComplete="off"
            {...input("link")}
          />
          <TextInput label="Given at" type="datetime-local" {...input("given_at")} />
          <TextInput label="Given to" description="Who may call by it." {...input("seller")} />
        </>
      )}
    </>
  );
}
