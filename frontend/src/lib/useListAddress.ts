/**
 * A list's place in the address: filters, and how far it is paged. Every view of a list can be linked
 * to, reloaded and gone back to.
 *
 * A next page is asked for by the API's cursor, whose cost does not grow with the depth; the cursors of
 * the pages before travel in the history's entry, so that "previous" is as cheap.
 */
import { useCallback } from "react";
import { useLocation, useNavigate, useSearchParams } from "react-router";

interface History {
  cursors?: (string | null)[];
}

export interface ListAddress {
  /** A filter's value; null where it is not set. */
  get(name: string): string | null;
  /** Sets filters (null or "" takes one off) and goes back to the first page. */
  set(changes: Record<string, string | null>): void;
  /** The number of the page shown, from 1. */
  page: number;
  /** What to ask the API for it. */
  cursor: string | undefined;
  next(cursor: string): void;
  /** Undefined on the first page. */
  previous: (() => void) | undefined;
}

export function useListAddress(): ListAddress {
  const [params, setParams] = useSearchParams();
  const navigate = useNavigate();
  const location = useLocation();
  const cursor = params.get("cursor") ?? undefined;
  const page = cursor === undefined ? 1 : Math.max(2, Number(params.get("page")) || 2);
  const earlier = (location.state as History | null)?.cursors ?? [];

  const set = useCallback(
    (changes: Record<string, string | null>) => {
      setParams(
        (current) => {
          const changed = new URLSearchParams(current);
          changed.delete("cursor");
          changed.delete("page");
          for (const [name, value] of Object.entries(changes)) {
            if (value) changed.set(name, value);
            else changed.delete(name);
          }
          return changed;
        },
        { replace: true },
      );
    },
    [setParams],
  );

  const goTo = (to: string | null, number: number, cursors: (string | null)[]) => {
    const changed = new URLSearchParams(params);
    if (to === null) {
      changed.delete("cursor");
      changed.delete("page");
    } else {
      changed.set("cursor", to);
      changed.set("page", String(number));
    }
    void navigate({ search: changed.toString() }, { state: { cursors } satisfies History });
  };

  const back = () => {
    // Somebody who came by a link has no history: the first page is the only one known.
    const before = earlier.at(-1) ?? null;
    goTo(before, page - 1, earlier.slice(0, -1));
  };

  return {
    get: (name) => params.get(name),
    set,
    page,
    cursor,
    next: (to) => goTo(to, page + 1, [...earlier, cursor ?? null]),
    previous: cursor === undefined ? undefined : back,
  };
}
