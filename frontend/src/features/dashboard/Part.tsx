import { Anchor } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { Boundary } from "../../components/Boundary";
import { Loaded } from "../../components/Loaded";
import { Section } from "../../components/Section";
import { SkeletonBlock } from "../../components/Skeletons";

interface Props<T, E> {
  title: string;
  /** What is shown, for messages: "the running campaigns". */
  what: string;
  query: UseQueryResult<T, E>;
  /** The page that has more of it. */
  more?: { to: string; text: string };
  /** Of the skeleton: about that of what comes, so that the page does not jump. */
  height: number;
  children: (data: T) => ReactNode;
}

/** A section of the dashboard that loads and fails by itself. */
export function Part<T, E>({ title, what, query, more, height, children }: Props<T, E>) {
  const link = more && (
    <Anchor component={Link} to={more.to} fz="sm">
      {more.text}
    </Anchor>
  );
  return (
    <Section title={title} actions={link}>
      <Boundary what={what}>
        <Loaded query={query} what={what} skeleton={<SkeletonBlock height={height} />}>
          {children}
        </Loaded>
      </Boundary>
    </Section>
  );
}
