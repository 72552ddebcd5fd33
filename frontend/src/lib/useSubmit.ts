import type { UseFormReturnType } from "@mantine/form";
import { useState } from "react";

import { fieldErrors } from "./feedback";

/** Sends a form. What the API refuses is shown at the field it names, and the rest as the problem. */
export function useSubmit<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  fields: readonly string[],
  send: (values: Values) => Promise<void>,
) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = form.onSubmit(async (values) => {
    setBusy(true);
    setProblem(null);
    try {
      await send(values);
    } catch (error) {
      const { form: errors, rest } = fieldErrors(error, fields);
      form.setErrors(errors);
      setProblem(rest);
    } finally {
      setBusy(false);
    }
  });
  return { busy, problem, submit };
}
