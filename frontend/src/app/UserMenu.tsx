import { ActionIcon } from "@mantine/core";
import { IconUserCircle } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";

const UserMenuItems = lazy(() => import("./UserMenuItems"));

/** Signing out, and light or dark. The menu's code comes when it is opened. */
export function UserMenu() {
  const [wanted, setWanted] = useState(false);
  const button = (
    <ActionIcon size="lg" aria-label="Account and appearance" onClick={() => setWanted(true)}>
      <IconUserCircle size={22} stroke={1.5} />
    </ActionIcon>
  );
  if (!wanted) return button;
  return (
    <Suspense fallback={button}>
      <UserMenuItems target={button} />
    </Suspense>
  );
}
