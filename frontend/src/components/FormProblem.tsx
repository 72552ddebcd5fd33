import { Text } from "@mantine/core";
import type { ReactNode } from "react";

/** What is wrong with a form, or was refused, and belongs to none of its fields. Nothing, while all is well. */
export function FormProblem({ children }: { children: ReactNode }) {
  if (!children) return null;
  return (
    <Text role="alert" size="sm" c="var(--mantine-color-error)">
      {children}
    </Text>
  );
}
