import { QueryClient } from "@tanstack/react-query";

import { ApiProblem } from "../api/problem";

const RETRIES = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What was refused is refused again; what failed may not fail again.
      retry: (failures, error) =>
        failures < RETRIES && !(error instanceof ApiProblem && !error.isPassing),
      retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 4_000),
    },
    mutations: { retry: false },
  },
});
