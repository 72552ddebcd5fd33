import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { api } from "../../api/client";
import type { Import } from "../../api/types";

const POLL_MS = 1_000;

/** An import that was begun here: the API does not keep the file's name. */
export interface Followed {
  id: string;
  fileName: string;
}

/** How far an import is, and once it is over, the leads again. */
export function useImport(id: string) {
  const queries = useQueryClient();
  const progress = api.useQuery(
    "get",
    "/api/leads/imports/{import_id}",
    { params: { path: { import_id: id } } },
    { refetchInterval: ({ state }) => (isOver(state.data) ? false : POLL_MS) },
  );
  const over = isOver(progress.data);
  useEffect(() => {
    if (over) void queries.invalidateQueries({ queryKey: ["get", "/api/leads"] });
  }, [over, queries]);
  return progress;
}

export function isOver(shown: Import | undefined): boolean {
  return shown !== undefined && ["COMPLETED", "FAILED", "AWAITING_MAPPING"].includes(shown.status);
}
