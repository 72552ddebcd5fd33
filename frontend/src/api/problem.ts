import type { components } from "./schema";

type ProblemDocument = components["schemas"]["ProblemDocument"];

/** What to correct in a request: the field's name as the API spells it, and what is wrong with it. */
export type FieldProblem = components["schemas"]["FieldProblem"];

/** An answer of the API that is not a success, or no answer at all (`status` 0). */
export class ApiProblem extends Error {
  readonly status: number;
  readonly fields: readonly FieldProblem[];
  /** Finds the request in the logs; empty where it never got there. */
  readonly requestId: string;
  /** What there is now, where a change was based on something older. */
  readonly current: unknown;

  constructor(
    status: number,
    detail: string,
    fields: readonly FieldProblem[] = [],
    requestId = "",
    current?: unknown,
  ) {
    super(detail);
    this.current = current;
    this.name = "ApiProblem";
    this.status = status;
    this.fields = fields;
    this.requestId = requestId;
  }

  /** Reads a problem document (RFC 9457), or makes do with the status. */
  static async from(response: Response): Promise<ApiProblem> {
    const document = (await response
      .clone()
      .json()
      .catch(() => ({}))) as Partial<ProblemDocument>;
    return new ApiProblem(
      response.status,
      document.detail ?? `The server responded with status ${response.status}.`,
      document.errors ?? [],
      document.request_id ?? "",
      document.current,
    );
  }

  /** Asking again may help. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** The id of what has a field's value already, where that is why the request was refused. */
export function existingId(error: unknown, field: string): string | null {
  if (!(error instanceof ApiProblem)) return null;
  return error.fields.find((problem) => problem.field === field)?.existing_id ?? null;
}

/** What to tell an operator about a failure, whatever it was. */
export function explain(error: unknown): { title: string; detail: string; requestId: string } {
  if (!(error instanceof ApiProblem)) {
    return {
      title: "Something went wrong",
      detail: error instanceof Error ? error.message : "No further details are available.",
      requestId: "",
    };
  }
  return { title: titleOf(error.status), detail: error.message, requestId: error.requestId };
}

function titleOf(status: number): string {
  if (status === 0) return "Can't reach the server";
  if (status === 401) return "You are signed out";
  if (status === 403) return "Not allowed";
  if (status === 404) return "Not found";
  if (status === 409) return "This has changed in the meantime";
  if (status === 429) return "Too many requests";
  if (status < 500) return "The request was rejected";
  return "Server error";
}
