import { useCallback } from "react";
import { useSearchParams } from "react-router";

import { useToday } from "../../lib/useToday";
import { type Range, rangeOf } from "./range";
import { useParamChange } from "./useParamChange";

/** The range in the address, and how to change it; what else the address says stays. */
export function useRange() {
  const [params] = useSearchParams();
  const today = useToday();
  const changeParams = useParamChange();
  const change = useCallback(
    ({ from, to }: Range) =>
      changeParams((changed) => {
        changed.set("from", from);
        changed.set("to", to);
      }),
    [changeParams],
  );
  return { ...rangeOf(params, today), today, change };
}
