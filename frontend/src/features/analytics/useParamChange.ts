import { useCallback } from "react";
import { type NavigateOptions, useSearchParams } from "react-router";

/**
 * Changes some of the address's parameters where the page stands. What the others are is asked of the
 * address itself: what is rendered may still be behind it, since drawing charts takes its time.
 */
export function useParamChange() {
  const [, setParams] = useSearchParams();
  return useCallback(
    (change: (params: URLSearchParams) => void, options?: NavigateOptions) => {
      const params = new URLSearchParams(window.location.search);
      change(params);
      setParams(params, { preventScrollReset: true, ...options });
    },
    [setParams],
  );
}
