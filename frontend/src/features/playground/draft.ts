import type { Language } from "../../api/types";

/** Where Settings leaves a prompt that is to be tried before it is saved. */
const KEY = "homework.playground.draft";

/** The prompt that was handed over for this language, if one was. */
export function readDraft(language: Language): string | null {
  try {
    const draft = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as {
      language?: unknown;
      prompt?: unknown;
    } | null;
    return draft?.language === language && typeof draft.prompt === "string" ? draft.prompt : null;
  } catch {
    return null;
  }
}

/** It is not handed over twice. */
export function forgetDraft(): void {
  sessionStorage.removeItem(KEY);
}
