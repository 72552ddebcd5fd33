import type { UseFormReturnType } from "@mantine/form";
import { type FormEvent, useState } from "react";

import { fieldErrors } from "./feedback";

/** Sends what was entered. What the API refuses goes to the field it names, and the rest is the problem. */
export function useSend(fields: readonly string[], setErrors: (errors: Record<string, string>) => void) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const clear = () => {
    setErrors({});
    setProblem(null);
  };
  const send = async (action: () => Promise<void>) => {
    setBusy(true);
    clear();
    try {
      await action();
    } catch (error) {
      const { form, rest } = fieldErrors(error, fields);
      setErrors(form);
      setProblem(rest);
    } finally {
      setBusy(false);
    }
  };
  /** For a form that does this when it is submitted. */
  const submitting = (action: () => Promise<void>) => (event: FormEvent) => {
    event.preventDefault();
    void send(action);
  };
  return { busy, problem, clear, send, submitting };
}

/** The same for a form of Mantine's. */
export function useSubmit<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  fields: readonly string[],
  action: (values: Values) => Promise<void>,
) {
  const { busy, problem, send } = useSend(fields, (errors) => form.setErrors(errors));
  return { busy, problem, submit: form.onSubmit((values) => send(() => action(values))) };
}
