import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { Boundary } from "../../components/Boundary";
import { Loaded } from "../../components/Loaded";
import { Section } from "../../components/Section";
import { SkeletonBlock } from "../../components/Skeletons";
import classes from "./analytics.module.css";

interface Props<T, E> {
  title: string;
  what: string;
  query: UseQueryResult<T, E>;
  /** The section itself, with its actions, once there is something to act on. */
  children: (data: T) => ReactNode;
}

/** Stands for a section until its figures are there, or says why they are not; fades those of other days. */
export function LoadedPart<T, E>({ title, what, query, children }: Props<T, E>) {
  const loaded = (
    <Loaded query={query} what={what} skeleton={<SkeletonBlock height={200} />}>
      {children}
    </Loaded>
  );
  return (
    <Boundary what={what}>
      {query.data === undefined ? (
        <Section title={title}>{loaded}</Section>
      ) : (
        <div className={classes.stale} data-stale={query.isPlaceholderData || undefined}>
          {loaded}
        </div>
      )}
    </Boundary>
  );
}
