import { Text } from "@mantine/core";
import type { ReactNode } from "react";

import type { Role } from "../auth/role";
import { useMay } from "../auth/useSession";

interface Props {
  least: Role;
  children: ReactNode;
}

/** Offers something only to who may do it. */
export function Only({ least, children, otherwise }: Props & { otherwise?: ReactNode }) {
  return useMay(least) ? children : otherwise;
}

/** Shows something to everybody, and lets only those change it who may. */
export function Reserved({ least, children }: Props) {
  const allowed = useMay(least);
  return (
    <fieldset disabled={!allowed} style={{ border: 0, margin: 0, padding: 0, minInlineSize: 0 }}>
      {!allowed && <Needs least={least} />}
      {children}
    </fieldset>
  );
}

/** Why something cannot be done. */
export function Needs({ least, to = "change this" }: { least: Role; to?: string }) {
  return (
    <Text size="sm" c="dimmed" mb="sm" role="note">
      {least === "admin" ? `Only admins can ${to}.` : "Viewers cannot do this."}
    </Text>
  );
}
