/**
 * A prompt that is written but not saved, as it goes to the playground and comes back. It lives in this
 * tab alone.
 */
import type { Language } from "../../api/types";

/** What the playground tries instead of the saved prompt. */
const FOR_PLAYGROUND = "homework.playground.draft";
/** What the editor goes on with when somebody returns. */
const KEPT = "homework.settings.draft";

export interface PromptDraft {
  language: Language;
  prompt: string;
}

/** Hands a text to the playground, and keeps it for the way back. */
export function handOver(draft: PromptDraft): void {
  sessionStorage.setItem(FOR_PLAYGROUND, JSON.stringify(draft));
  sessionStorage.setItem(KEPT, JSON.stringify(draft));
}

/** The text that was kept for a language, if there is one. */
export function keptDraft(language: Language): string | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null") as Partial<PromptDraft> | null;
    return kept?.language === language && typeof kept.prompt === "string" ? kept.prompt : null;
  } catch {
    return null;
  }
}

export function forgetDraft(): void {
  sessionStorage.removeItem(KEPT);
}

/** A text as the API keeps it: without space around it, lines ended in one way. */
export function asKept(text: string): string {
  return text.replaceAll("\r\n", "\n").trim();
}

/** Characters as the API counts them: a sign beyond the basic plane is one. */
export function lengthOf(text: string): number {
  return [...asKept(text)].length;
}
