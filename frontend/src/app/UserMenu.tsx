import { ActionIcon } from "@mantine/core";
import { IconUserCircle } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";

import { useSession } from "../auth/useSession";

const UserMenuItems = lazy(() => import("./UserMenuItems"));
const SecondFactorDialog = lazy(() => import("../features/signIn/SecondFactorDialog"));

/** Signing out, the second factor, and light or dark. The menu's code comes when it is opened. */
export function UserMenu() {
  const [wanted, setWanted] = useState(false);
  const [isSettingUp, setSettingUp] = useState(false);
  const state = useSession();
  const button = (
    <ActionIcon size="lg" aria-label="Account and appearance" onClick={() => setWanted(true)}>
      <IconUserCircle size={22} stroke={1.5} />
    </ActionIcon>
  );
  if (!wanted) return button;
  return (
    <Suspense fallback={button}>
      <UserMenuItems target={button} onSecondFactor={() => setSettingUp(true)} />
      {isSettingUp && state.status !== "signed-out" && (
        <SecondFactorDialog username={state.username} onClose={() => setSettingUp(false)} />
      )}
    </Suspense>
  );
}
