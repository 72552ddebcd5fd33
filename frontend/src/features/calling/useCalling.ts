import { useQueryClient } from "@tanstack/react-query";

import { api } from "../../api/client";
import { LIVE_MS } from "../../lib/live";

const ADDRESS = "/api/calling";

/** Whether all calling is stopped, and what a stop would stop. */
export function useCalling() {
  return api.useQuery("get", ADDRESS, {}, { refetchInterval: LIVE_MS, retry: false });
}

/** Shows everywhere that calling was stopped, or goes on. */
export function useCallingChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    const changed = [ADDRESS, "/api/status", "/api/calls", "/api/campaigns"];
    await Promise.all(
      changed.map((address) => queries.invalidateQueries({ queryKey: ["get", address] })),
    );
  };
}
