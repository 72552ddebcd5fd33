/** Offers text as a file to keep. */
export function downloadText(name: string, text: string, type = "text/plain"): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  follow(url, name);
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

/** Follows a link that answers with a file. */
export function follow(url: string, name?: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.rel = "noopener";
  if (name) link.download = name;
  link.click();
}
