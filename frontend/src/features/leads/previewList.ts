import { client } from "../../api/client";
import type { ListPreview } from "../../api/types";
import type { Mapping } from "./listMapping";

/** What the API looks at of a file. */
const BEGINNING_BYTES = 64 * 1024;

/** How the API would read a list. */
export async function previewList(
  file: File,
  mapping: Mapping,
  country: string | null,
): Promise<ListPreview> {
  const form = new FormData();
  form.set("file", file.slice(0, BEGINNING_BYTES), "leads.csv");
  form.set("mapping", JSON.stringify(mapping));
  if (country) form.set("default_country", country);
  const { data } = await client.POST("/api/leads/imports/preview", {
    body: { file: "" },
    bodySerializer: () => form,
  });
  if (!data) throw new Error("The list could not be looked at.");
  return data;
}
