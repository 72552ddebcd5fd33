import { client } from "../../api/client";
import { ApiProblem } from "../../api/problem";
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
  await put(data.upload_url, file, onProgress);
  return data.id;
}

/** `fetch` does not tell how far an upload is; this does. */
function put(url: string, file: File, onProgress: (percent: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    request.upload.addEventListener("progress", ({ loaded, total }) =>
      onProgress((loaded / total) * 100),
    );
    request.addEventListener("load", () =>
      request.status < 300
        ? resolve()
        : reject(new ApiProblem(request.status, "The storage refused the file. Try again.")),
    );
    request.addEventListener("error", () =>
      reject(new ApiProblem(0, "The connection broke off while the file was sent.")),
    );
    // The address is signed for a request without a content type.
    request.send(new Blob([file]));
  });
}
