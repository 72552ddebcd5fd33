import { Button } from "@mantine/core";
import { type Icon, IconSearchOff } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { EmptyState } from "./EmptyState";

interface Props {
  icon?: Icon;
  title: string;
  /** What the list is of: "calls". */
  what: string;
  onClear: () => void;
  children: ReactNode;
}

/** Stands where the filters leave nothing of a list, and offers the list without them. */
export function NothingFound({ icon = IconSearchOff, title, what, onClear, children }: Props) {
  return (
    <EmptyState icon={icon} title={title} action={<Button onClick={onClear}>Show all {what}</Button>}>
      {children}
    </EmptyState>
  );
}
