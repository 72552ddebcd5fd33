import { useState } from "react";

import { explainSignIn } from "./refusals";

/** Runs a form's action: one at a time, with what went wrong in words. */
export function useSubmit(action: () => Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await action();
    } catch (error) {
      setProblem(explainSignIn(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, submit };
}
