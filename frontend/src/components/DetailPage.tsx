import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { Loaded } from "./Loaded";
import { PageHeader } from "./PageHeader";

interface Props<T, E> {
  query: UseQueryResult<T, E>;
  /** Heads the page until it is known whose it is: "Lead". */
  title: string;
  back: { to: string; label: string };
  skeleton: ReactNode;
  /** The page with its own head. */
  children: (data: T) => ReactNode;
}

/** The page of one lead, call, meeting, … */
export function DetailPage<T, E>({ query, title, back, skeleton, children }: Props<T, E>) {
  return (
    <>
      {query.data === undefined && <PageHeader title={title} back={back} />}
      <Loaded query={query} what={`the ${title.toLowerCase()}`} skeleton={skeleton}>
        {children}
      </Loaded>
    </>
  );
}
