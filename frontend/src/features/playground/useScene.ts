import { useState } from "react";
import { useSearchParams } from "react-router";

import type { Language } from "../../api/types";
import { codeOf, LANGUAGE } from "../../lib/labels";
import { viewerZone } from "../../lib/time";
import { handedOver } from "../../lib/promptDraft";

/** Whom the agent talks with, and by which prompt. */
export interface Scene {
  language: Language;
  leadName: string;
  timeZone: string;
  /** A prompt to try; null for the one in force. */
  prompt: string | null;
}

export const LEAD_NAME = "Sam Rivera";

/** The scene; its language is in the address, and a draft of Settings may come with it. */
export function useScene(): [Scene, (changes: Partial<Scene>) => void] {
  const [params, setParams] = useSearchParams();
  const language = codeOf(LANGUAGE, params.get("language")) ?? "en";
  const [rest, setRest] = useState<Omit<Scene, "language">>(() => ({
    leadName: LEAD_NAME,
    timeZone: viewerZone(),
    prompt: handedOver(language),
  }));
  const change = ({ language: chosen, ...changes }: Partial<Scene>) => {
    // A prompt is written in one language.
    setRest((before) => ({ ...before, ...(chosen ? { prompt: null } : {}), ...changes }));
    if (chosen) setParams({ language: chosen }, { replace: true });
  };
  return [{ language, ...rest }, change];
}
