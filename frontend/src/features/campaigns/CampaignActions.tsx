import { Button } from "@mantine/core";
import { IconPencil, IconPlayerPause, IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { lazy, Suspense } from "react";

import type { CampaignDetail } from "../../api/types";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { counted } from "../../lib/format";
import { useDialog } from "../../lib/useDialog";
import { progressOf } from "./progress";
import { useCampaignChanges } from "./useCampaignChanges";

const EditCampaignDialog = lazy(() => import("./EditCampaignDialog"));

export function CampaignActions({ campaign }: { campaign: CampaignDetail }) {
  const dialog = useDialog();
  const { steer, steerAndTell } = useCampaignChanges(campaign);
  const { status } = campaign;
  return (
    <>
      {status === "RUNNING" && (
        <Button leftSection={<IconPlayerPause size={16} />} onClick={() => void steerAndTell("pause")}>
          Pause
        </Button>
      )}
      {status === "PAUSED" && (
        <Button
          variant="filled"
          leftSection={<IconPlayerPlay size={16} />}
          onClick={() => void steerAndTell("resume")}
        >
          Resume
        </Button>
      )}
      {(status === "RUNNING" || status === "PAUSED" || status === "STARTING") && (
        <Button leftSection={<IconPencil size={16} />} onClick={() => dialog.open("edit")}>
          Edit
        </Button>
      )}
      {mayBeCancelled(campaign) && (
        <Button leftSection={<IconPlayerStop size={16} />} onClick={() => dialog.open("cancel")}>
          Cancel
        </Button>
      )}
      {dialog.name === "edit" && (
        <Suspense>
          <EditCampaignDialog campaign={campaign} onClose={dialog.close} />
        </Suspense>
      )}
      <ConfirmDialog
        opened={dialog.name === "cancel" && mayBeCancelled(campaign)}
        onClose={dialog.close}
        title={`Cancel ${campaign.name}?`}
        action="Cancel campaign"
        dismiss="Keep campaign"
        danger
        onConfirm={() => steer("cancel")}
      >
        <Consequences campaign={campaign} />
      </ConfirmDialog>
    </>
  );
}

/** One that is starting from a list of leads is still being worked on by the request that starts it. */
function mayBeCancelled({ status, filter }: CampaignDetail): boolean {
  return status === "RUNNING" || status === "PAUSED" || (status === "STARTING" && filter !== null);
}

function Consequences({ campaign }: { campaign: CampaignDetail }) {
  const { queued, calling, later } = progressOf(campaign);
  return (
    <>
      {later > 0 && `${counted(later, "lead")} will not be called again. `}
      {queued > 0
        ? `${counted(queued, "queued lead")} will not be called and will be pending again shortly, ready for another campaign.`
        : "Leads still queued become pending again."}{" "}
      {calling > 0
        ? `${counted(calling, "call is", "calls are")} in progress and will be finished.`
        : "Calls in progress finish normally."}{" "}
      A cancelled campaign cannot be resumed.
    </>
  );
}
