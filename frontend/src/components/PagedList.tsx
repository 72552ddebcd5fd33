import {
  keepPreviousData,
  type QueryKey,
  useQuery,
  type UseQueryOptions,
  type UseQueryResult,
} from "@tanstack/react-query";
import type { ReactNode } from "react";

import { LIVE_MS } from "../lib/live";
import type { ListAddress } from "../lib/useListAddress";
import { Loaded } from "./Loaded";
import { Pager } from "./Pager";
import { SkeletonTable } from "./Skeletons";

/** How a list asks for its page: again and again while it is looked at, the page before shown until the next is there. */
const LIVE_PAGES = { placeholderData: keepPreviousData, refetchInterval: LIVE_MS } as const;

interface Page {
  next_cursor?: string | null;
  total?: number;
}

/** A page of a list, and its place in the address. */
export interface List<P, E> {
  query: UseQueryResult<P, E>;
  address: ListAddress;
  pageSize: number;
}

/**
 * The page of a list that the address names. `options` makes the query of what says which page it is, to be
 * asked for along with the filters.
 */
export function useList<P, E, K extends QueryKey>(
  address: ListAddress,
  pageSize: number,
  options: (page: { page_size: number; cursor: string | undefined }) => UseQueryOptions<P, E, P, K>,
): List<P, E> {
  const query = useQuery({ ...LIVE_PAGES, ...options({ page_size: pageSize, cursor: address.cursor }) });
  return { query, address, pageSize };
}

interface Props<P, K extends keyof P, E> {
  list: List<P, E>;
  /** What is listed, as the page names it: "leads". */
  what: K & string;
  /** The list in messages, where "the leads" would not do. */
  name?: string;
  /** The API counts all pages exactly: their total is shown. */
  isCounted?: boolean;
  /** Of the skeleton. */
  skeletonRows?: number;
  /** Stands there where nothing is listed. */
  empty: ReactNode;
  /** Shows the rows; stale ones are of the page before. */
  children: (shown: { rows: P[K]; stale: boolean }) => ReactNode;
}

/** A list that is paged by the address: its rows, or what to do about there being none. */
export function PagedList<K extends string, P extends Page & Record<K, unknown[]>, E>({
  list: { query, address, pageSize },
  what,
  name = `the ${what}`,
  isCounted = false,
  skeletonRows,
  empty,
  children,
}: Props<P, K, E>) {
  return (
    <Loaded query={query} what={name} skeleton={<SkeletonTable rows={skeletonRows} />}>
      {(page) => {
        const rows = page[what];
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
