import { Button } from "@mantine/core";
import { IconPhoneOff } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client";
import type { Call } from "../../api/types";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { notifySuccess } from "../../lib/feedback";
import { useDialog } from "../../lib/useDialog";

/** Ends a call that goes on, after asking. */
export function EndCallButton({ call }: { call: Pick<Call, "id" | "lead"> }) {
  const dialog = useDialog();
  const queries = useQueryClient();
  const end = async () => {
    const { data } = await client.POST("/api/calls/{call_id}/terminate", {
      params: { path: { call_id: call.id } },
    });
    notifySuccess(`${data?.message ?? "The call is being ended"}.`);
    await Promise.all([
      queries.invalidateQueries({ queryKey: ["get", "/api/calls/{call_id}"] }),
      queries.invalidateQueries({ queryKey: ["get", "/api/calls"] }),
    ]);
  };
  return (
    <>
      <Button leftSection={<IconPhoneOff size={16} />} onClick={() => dialog.open("end")}>
        End call
      </Button>
      <ConfirmDialog
        opened={dialog.name === "end"}
        onClose={dialog.close}
        title="End this call?"
        action="End call"
        danger
        onConfirm={end}
      >
        {call.lead.name} will be cut off immediately, even mid-sentence. The conversation so far and any
        meeting already booked are kept.
      </ConfirmDialog>
    </>
  );
}
