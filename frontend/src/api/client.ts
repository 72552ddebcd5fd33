/**
 * The API, typed by its OpenAPI document (`schema.d.ts` is generated: `npm run generate`).
 *
 * Whatever fails is thrown as an `ApiProblem`. A request whose token is refused waits until the
 * operator has signed in again and is then repeated: nobody's work is lost to an expired session.
 */
import createFetchClient from "openapi-fetch";
import createQueryClient from "openapi-react-query";

import { session } from "../auth/session";
import { ApiProblem } from "./problem";
import type { paths } from "./schema";
import { visible } from "./visible";

const TIME_LIMIT_MS = 30_000;

export const client = createFetchClient<paths>({ baseUrl: "/", fetch: send });

client.use({
  async onResponse({ response }) {
    if (!response.ok) throw await ApiProblem.from(response);
    if (!response.headers.get("content-type")?.includes("json")) return undefined;
    const { status, statusText, headers } = response;
    return new Response(visible(await response.text()), { status, statusText, headers });
  },
});

/** Hooks and query options for every operation: `api.useQuery("get", "/api/leads", …)`. */
export const api = createQueryClient(client);

async function send(request: Request): Promise<Response> {
  const first = await session.token();
  const answer = await attempt(request, first);
  if (answer.status !== 401) return answer;

  // Refused before its time: a new one is fetched. If that is refused too, only signing in helps.
  session.distrust(first);
  const second = await session.token();
  const again = await attempt(request, second);
  if (again.status !== 401) return again;
  session.end(second);
  return attempt(request, await session.token());
}

async function attempt(request: Request, token: string): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.set("authorization", `Bearer ${token}`);
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
  try {
    return await fetch(new Request(request.clone(), { headers, signal }));
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new ApiProblem(
      0,
      signal.aborted
        ? `There was no answer within ${TIME_LIMIT_MS / 1000} seconds.`
        : "Check your network connection.",
    );
  }
}
