/** A consent to calls as a form has it, and as the API does. */
import type { Consent, NewConsent } from "../../api/types";
import { fromLocal, toLocal } from "../../lib/localTime";

/** Texts; no kind is no consent, whatever the others say. */
export interface ConsentValues {
  kind: Consent["kind"] | "";
  source: string;
  text: string;
  link: string;
  /** As an input of type `datetime-local` has it, in the viewer's zone. */
  given_at: string;
  seller: string;
}

/** The form's fields, as the API names them in what it refuses. */
export const CONSENT_FIELDS = ["kind", "source", "text", "link", "given_at", "seller"].map(
  (field) => `consent.${field}`,
);

export function valuesOf(consent: Consent | null | undefined): ConsentValues {
  return {
    kind: consent?.kind ?? "",
    source: consent?.source ?? "",
    text: consent?.text ?? "",
    link: consent?.link ?? "",
    given_at: consent ? toLocal(consent.given_at) : "",
    seller: consent?.seller ?? "",
  };
}

/** What is sent of it. A moment that nobody changed stays as exact as it was in `before`. */
export function consentOf(values: ConsentValues, before: Consent | null | undefined): NewConsent | null {
  if (values.kind === "") return null;
  const unchanged = before && toLocal(before.given_at) === values.given_at;
  return {
    kind: values.kind,
    source: values.source.trim(),
    text: values.text.trim() || null,
    link: values.link.trim() || null,
    given_at: unchanged ? before.given_at : (fromLocal(values.given_at) ?? ""),
    seller: values.seller.trim(),
  };
}
