import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, client } from "../../api/client";
import { ApiProblem } from "../../api/problem";
import type { Language, SystemPrompt } from "../../api/types";
import { fieldErrors } from "../../lib/feedback";

/**
 * Saves the prompt of a language in place of the version it was written from; says whether it did, and keeps
 * the reason if it did not. Where somebody else has saved meanwhile, what they saved is shown as the saved one.
 */
export function useSavePrompt(language: Language) {
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const params = { query: { language } };

  const show = async (prompt: SystemPrompt) => {
    const { queryKey } = api.queryOptions("get", "/api/settings/system_prompt", { params });
    await queries.cancelQueries({ queryKey });
    queries.setQueryData(queryKey, prompt);
    void queries.invalidateQueries({ queryKey: ["get", "/api/settings/system_prompt/versions"] });
  };

  const save = async (value: string, version: number): Promise<boolean> => {
    setBusy(true);
    setError(null);
    try {
      const body = { value, version };
      const { data } = await client.PUT("/api/settings/system_prompt", { params, body });
      if (data) await show(data);
      return true;
    } catch (problem) {
      const theirs = problem instanceof ApiProblem && problem.status === 409 && problem.current;
      if (theirs) await show(theirs as SystemPrompt);
      const { form, rest } = fieldErrors(problem, ["value"]);
      setError(form.value ?? rest);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { save, busy, error, clearError: () => setError(null) };
}
