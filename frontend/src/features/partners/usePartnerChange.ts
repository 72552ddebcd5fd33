import { useQueryClient } from "@tanstack/react-query";

import { api, client } from "../../api/client";
import type { PartnerChange } from "../../api/types";

/** Changes a partner; what the API answers is shown at once, here and in the list. */
export function usePartnerChange(partnerId: string): (change: PartnerChange) => Promise<void> {
  const queries = useQueryClient();
  const params = { path: { partner_id: partnerId } };
  return async (body) => {
    const { data } = await client.PATCH("/api/partners/{partner_id}", { params, body });
    if (!data) return;
    const { queryKey } = api.queryOptions("get", "/api/partners/{partner_id}", { params });
    // A request that was on its way would put back what was.
    await queries.cancelQueries({ queryKey });
    queries.setQueryData(queryKey, data);
    void queries.invalidateQueries({ queryKey: ["get", "/api/partners"] });
  };
}
