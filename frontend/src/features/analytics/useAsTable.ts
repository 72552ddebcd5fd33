import { useSearchParams } from "react-router";

import { useParamChange } from "./useParamChange";

/** Whether a chart is shown as a table: its name stands in the address then (`?table=calls`). */
export function useAsTable(chart: string): [boolean, () => void] {
  const [params] = useSearchParams();
  const change = useParamChange();
  const isTable = params.getAll("table").includes(chart);
  const toggle = () =>
    change(
      (changed) => {
        changed.delete("table", chart);
        if (!isTable) changed.append("table", chart);
      },
      { replace: true },
    );
  return [isTable, toggle];
}
