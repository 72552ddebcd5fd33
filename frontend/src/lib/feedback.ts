import { notifications } from "@mantine/notifications";

import { ApiProblem, explain } from "../api/problem";

/** Puts the API's refusals on a form's fields; returns what belongs to none of them. */
export function fieldErrors(
  error: unknown,
  fields: readonly string[],
): { form: Record<string, string>; rest: string | null } {
  if (!(error instanceof ApiProblem)) return { form: {}, rest: explain(error).detail };
  const form: Record<string, string> = {};
  const rest: string[] = [];
  for (const { field, message } of error.fields) {
    if (fields.includes(field)) form[field] = capitalised(message);
    else rest.push(field ? `${field}: ${message}` : message);
  }
  if (rest.length === 0 && Object.keys(form).length === 0) rest.push(error.message);
  return { form, rest: rest.length > 0 ? rest.join("; ") : null };
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Tells about a failed action in a corner of the page. */
export function notifyFailure(action: string, error: unknown): void {
  const { detail } = explain(error);
  const fields = error instanceof ApiProblem ? error.fields.map((f) => f.message) : [];
  notifications.show({
    color: "red",
    title: action,
    message: fields.length > 0 ? fields.join("; ") : detail,
    autoClose: 10_000,
  });
}

export function notifySuccess(message: string): void {
  notifications.show({ color: "teal", message, autoClose: 4_000 });
}

/** Tells about something that is not quite done. */
export function notifyWarning(message: string): void {
  notifications.show({ color: "orange", message, autoClose: 10_000 });
}
