import { client } from "../../api/client";

/** The list's files one after the other, under the header of the first. */
export async function readWholeList(): Promise<Blob> {
  const parts: Blob[] = [];
  let cursor: string | undefined;
  do {
    const { data } = await client.GET("/api/do-not-call/export", { params: { query: { cursor } } });
    if (!data) throw new Error("The list could not be read.");
    const answer = await fetch(data.download_url);
    if (!answer.ok) throw new Error("A part of the list could not be read. Try again.");
    const part = await answer.blob();
    parts.push(parts.length === 0 ? part : part.slice(await headerLength(part)));
    cursor = data.next_cursor ?? undefined;
  } while (cursor);
  return new Blob(parts, { type: "text/csv" });
}

/** In bytes, with the end of the line. */
async function headerLength(part: Blob): Promise<number> {
  const beginning = new Uint8Array(await part.slice(0, 1_000).arrayBuffer());
  return beginning.indexOf("\n".charCodeAt(0)) + 1;
}
