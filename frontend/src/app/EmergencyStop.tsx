import { Button } from "@mantine/core";
import { IconHandStop } from "@tabler/icons-react";
import { lazy, Suspense } from "react";

import { Only } from "../components/Only";
import { useDialog } from "../lib/useDialog";

const StopCallingDialog = lazy(() => import("../features/calling/StopCallingDialog"));

const DIALOG = "stop-calling";

/** Reachable from every page for those who may: asks, and stops all calling. */
export function EmergencyStop() {
  return (
    <Only least="operator">
      <StopButton />
    </Only>
  );
}

function StopButton() {
  const dialog = useDialog();
  const open = () => dialog.open(DIALOG);
  return (
    <>
      <Button
        onClick={open}
        leftSection={<IconHandStop size={16} aria-hidden />}
        visibleFrom="sm"
        c="var(--tone-danger)"
      >
        Emergency stop
      </Button>
      <Button onClick={open} hiddenFrom="sm" px="xs" c="var(--tone-danger)" aria-label="Emergency stop">
        <IconHandStop size={18} aria-hidden />
      </Button>
      {dialog.name === DIALOG && (
        <Suspense>
          <StopCallingDialog onClose={dialog.close} />
        </Suspense>
      )}
    </>
  );
}
