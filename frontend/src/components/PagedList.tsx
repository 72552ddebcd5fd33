import { keepPreviousData, type UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { LIVE_MS } from "../lib/live";
import type { ListAddress } from "../lib/useListAddress";
import { Loaded } from "./Loaded";
import { Pager } from "./Pager";
import { SkeletonTable } from "./Skeletons";

/** How a list asks for its page: again and again while it is looked at, the page before shown until the next is there. */
export const LIVE_PAGES = { placeholderData: keepPreviousData, refetchInterval: LIVE_MS } as const;

interface Page {
  next_cursor?: string | null;
  total?: number;
}

interface Props<P, T, E> {
  query: UseQueryResult<P, E>;
  address: ListAddress;
  /** What is listed: "leads". */
  what: string;
  /** The list in messages, where "the leads" would not do. */
  name?: string;
  rowsOf: (page: P) => T[];
  pageSize: number;
  /** The API counts all pages exactly: their total is shown. */
  isCounted?: boolean;
  /** Of the skeleton. */
  skeletonRows?: number;
  /** Stands there where nothing is listed. */
  empty: ReactNode;
  /** Shows the rows; stale ones are of the page before. */
  children: (shown: { rows: T[]; stale: boolean }) => ReactNode;
}

/** A list that is paged by the address: its rows, or what to do about there being none. */
export function PagedList<P extends Page, T, E>({
  query,
  address,
  what,
  name = `the ${what}`,
  rowsOf,
  pageSize,
  isCounted = false,
  skeletonRows,
  empty,
  children,
}: Props<P, T, E>) {
  return (
    <Loaded query={query} what={name} skeleton={<SkeletonTable rows={skeletonRows} />}>
      {(page) => {
        const rows = rowsOf(page);
        if (rows.length === 0) return empty;
        return (
          <>
            {children({ rows, stale: query.isPlaceholderData })}
            <Pager
              address={address}
              nextCursor={page.next_cursor}
              shown={rows.length}
              pageSize={pageSize}
              total={isCounted ? page.total : undefined}
              what={what}
            />
          </>
        );
      }}
    </Loaded>
  );
}
