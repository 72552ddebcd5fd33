import type { LeadField, ListPreview } from "../../api/types";

/** What the columns of a list can be read as, as the pages call it. */
export const LEAD_FIELD: Record<LeadField, string> = {
  name: "Full name",
  first_name: "First name",
  last_name: "Last name",
  phone: "Phone",
  email: "E-mail",
  company: "Company",
  country: "Country",
  language: "Language",
  time_zone: "Time zone",
  do_not_call: "Do not call",
  consent_kind: "Consent: kind",
  consent_source: "Consent: given on",
  consent_text: "Consent: words agreed to",
  consent_link: "Consent: link to a proof",
  consent_at: "Consent: given at",
  consent_seller: "Consent: given to",
};

/** What an operator chose for columns, by their numbers; null: not imported. */
export type Choices = Readonly<Record<number, LeadField | null>>;

/** Which columns each field is to be read from. */
export type Mapping = Partial<Record<LeadField, number[]>>;

/** The mapping that makes of what was recognised what was chosen. Fields that nobody touched are left out. */
export function mappingOf(recognised: ListPreview["columns"], choices: Choices): Mapping {
  const now = (column: ListPreview["columns"][number]) => {
    const chosen = choices[column.number];
    return chosen === undefined ? column.field : chosen;
  };
  const touched = recognised
    .filter((column) => now(column) !== column.field)
    .flatMap((column) => [column.field, now(column)])
    .filter((field) => field !== null);
  return Object.fromEntries(
    [...new Set(touched)].map((field) => [
      field,
      recognised.filter((column) => now(column) === field).map((column) => column.number),
    ]),
  );
}

/** What to do about fields that no column gives. */
export function whatIsMissing(missing: LeadField[]): string | null {
  const names = missing.map((field) => (field === "phone" ? "phone numbers" : "names"));
  if (names.length === 0) return null;
  return `Choose the column with the ${names.join(" and the column with the ")}.`;
}
