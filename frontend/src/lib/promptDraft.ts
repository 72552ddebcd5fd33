/**
 * A prompt that is written but not saved, as it goes from the editor to the playground and comes back. It
 * lives in this tab alone.
 */
import type { Language } from "../api/types";

/** What the playground tries instead of the saved prompt. */
const FOR_PLAYGROUND = "homework.playground.draft";
/** What the editor goes on with when somebody returns. */
const FOR_EDITOR = "homework.settings.draft";

interface PromptDraft {
  language: Language;
  prompt: string;
  /** The version of the saved prompt that it was written from. */
  version: number;
}

/** Hands a text to the playground, and keeps it for the way back. */
export function handOver(draft: PromptDraft): void {
  sessionStorage.setItem(FOR_PLAYGROUND, JSON.stringify(draft));
  sessionStorage.setItem(FOR_EDITOR, JSON.stringify(draft));
}

/** The text that was handed to the playground for a language, if there is one. */
export const handedOver = (language: Language): string | null =>
  read(FOR_PLAYGROUND, language)?.prompt ?? null;

/** The text that was kept for the editor of a language, if there is one. */
export const keptForEditor = (language: Language): PromptDraft | null => read(FOR_EDITOR, language);

/** It is not handed over twice. */
export const forgetHandedOver = (): void => sessionStorage.removeItem(FOR_PLAYGROUND);

export const forgetKept = (): void => sessionStorage.removeItem(FOR_EDITOR);

function read(key: string, language: Language): PromptDraft | null {
  try {
    const draft = JSON.parse(sessionStorage.getItem(key) ?? "null") as Partial<PromptDraft> | null;
    if (draft?.language !== language || typeof draft.prompt !== "string") return null;
    return { language, prompt: draft.prompt, version: draft.version ?? 0 };
  } catch {
    return null;
  }
}
