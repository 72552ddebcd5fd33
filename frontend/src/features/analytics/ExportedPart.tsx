import { Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { Section } from "../../components/Section";
import { ExportButton } from "./ExportButton";
import { LoadedPart } from "./LoadedPart";
import type { Sheet } from "./sheets";

interface Props<T, E> {
  /** The file is named after it. */
  title: string;
  what: string;
  query: UseQueryResult<T, E>;
  sheet: (data: T) => Sheet;
  isEmpty: (data: T) => boolean;
  children: (data: T) => ReactNode;
}

/** A section about calls whose figures can be had as a file. */
export function ExportedPart<T, E>({ title, what, query, sheet, isEmpty, children }: Props<T, E>) {
  const exported = title.toLowerCase();
  const button = (data: T) => (
    <ExportButton name={exported.replaceAll(" ", "-")} what={exported} sheet={sheet(data)} />
  );
  return (
    <LoadedPart title={title} what={what} query={query}>
      {(data) => (
        <Section title={title} actions={button(data)}>
          {isEmpty(data) ? (
            <Text size="sm" c="dimmed">
              No calls yet.
            </Text>
          ) : (
            children(data)
          )}
        </Section>
      )}
    </LoadedPart>
  );
}
