import type { HtmlTagDescriptor, Plugin, Rolldown } from "vite";

import { PAGE_FILES } from "../src/app/addresses";
import { STORAGE_KEY } from "../src/auth/storageKey";

/**
 * Adds a small script to the document that sends for the code of the page which the address names, beside
 * the first file and not after it: on a slow line the page stands a round trip earlier.
 */
export function firstPage(): Plugin {
  let script = "";
  return {
    name: "first-page",
    apply: "build",
    generateBundle(_, bundle) {
      const source = scriptFor(filesByAddress(bundle));
      script = this.getFileName(this.emitFile({ type: "asset", name: "first-page.js", source }));
    },
    transformIndexHtml: {
      order: "post",
      handler: (): HtmlTagDescriptor[] => [
        { tag: "script", attrs: { async: true, src: `/${script}` }, injectTo: "head" },
      ],
    },
  };
}

/** What each page needs beyond the first file: a pattern for its address, and the files. */
function filesByAddress(bundle: Rolldown.OutputBundle): [pattern: string, files: string[]][] {
  const chunks = Object.values(bundle).filter((output) => output.type === "chunk");
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const needed = (chunk: Rolldown.OutputChunk, seen = new Set<Rolldown.OutputChunk>()) => {
    if (seen.has(chunk)) return seen;
    seen.add(chunk);
    for (const name of chunk.imports) {
      const imported = byName.get(name);
      if (imported) needed(imported, seen);
    }
    return seen;
  };
  const entry = chunks.find((chunk) => chunk.isEntry);
  if (!entry) throw new Error("The build has no first file.");
  const there = needed(entry);
  return Object.entries(PAGE_FILES).map(([path, file]) => {
    const page = chunks.find((chunk) => chunk.facadeModuleId?.endsWith(`/src/features/${file}.tsx`));
    if (!page) throw new Error(`${path} has no page: there is no src/features/${file}.tsx of its own.`);
    const missing = [...needed(page)].filter((chunk) => !there.has(chunk));
    const styles = missing.flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]);
    return [
      `^${path.replace(/:\w+/g, "[^/]+").replace(/\/$/, "")}/?$`,
      [...new Set([...missing.map((chunk) => chunk.fileName), ...styles])],
    ];
  });
}

/** Whoever is not signed in gets a form first, and the page's code with the page. */
function scriptFor(files: [string, string[]][]): string {
  return `if (localStorage.getItem(${JSON.stringify(STORAGE_KEY)}) !== null) {
  const pages = ${JSON.stringify(files)};
  const page = pages.find(([pattern]) => new RegExp(pattern).test(location.pathname));
  for (const file of page ? page[1] : []) {
    const link = document.createElement("link");
    const isScript = file.endsWith(".js");
    link.rel = isScript ? "modulepreload" : "preload";
    if (!isScript) link.as = "style";
    link.crossOrigin = "";
    link.href = "/" + file;
    document.head.append(link);
  }
}
`;
}
