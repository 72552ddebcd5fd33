import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, client } from "../../api/client";
import type { Language } from "../../api/types";
import { fieldErrors } from "../../lib/feedback";

/** Saves the prompt of a language; says whether it did, and keeps the reason if it did not. */
export function useSavePrompt(language: Language) {
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const params = { query: { language } };

  const save = async (value: string): Promise<boolean> => {
    setBusy(true);
    setError(null);
    try {
      const { data } = await client.PUT("/api/settings/system_prompt", { params, body: { value } });
      const { queryKey } = api.queryOptions("get", "/api/settings/system_prompt", { params });
      await queries.cancelQueries({ queryKey });
      if (data) queries.setQueryData(queryKey, data);
      return true;
    } catch (problem) {
      const { form, rest } = fieldErrors(problem, ["value"]);
      setError(form.value ?? rest);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { save, busy, error, clearError: () => setError(null) };
}
