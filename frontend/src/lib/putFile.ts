import { ApiProblem } from "../api/problem";

/**
 * Sends a file to an address that storage has signed; tells how much is sent, in per cent. `fetch` does not tell how
 * far an upload is; this does.
 */
export function putFile(url: string, file: File, onProgress: (percent: number) => void): Promise<void> {
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
