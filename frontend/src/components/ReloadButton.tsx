import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";

interface Props {
  loading: boolean;
  disabled?: boolean;
  onClick: () => void;
  children: ReactNode;
}

/** Has what a section shows asked for again. */
export function ReloadButton(props: Props) {
  return <Button size="sm" leftSection={<IconRefresh size={16} />} {...props} />;
}
