import { client } from "../../api/client";
import { putFile } from "../../lib/putFile";
import type { Ready } from "./ReadList";

/**
 * Announces an import and sends the file to the address it is given, straight into storage. Tells how
 * much is sent, in per cent; answers the import's id.
 */
export async function sendFile(
  file: File,
  { mapping, country }: Ready,
  onProgress: (percent: number) => void,
): Promise<string> {
  const { data } = await client.POST("/api/leads/imports", {
    body: { mapping, default_country: country, file_size: file.size },
  });
  if (!data) throw new Error("The upload could not be announced.");
  await putFile(data.upload_url, file, onProgress);
  return data.id;
}
