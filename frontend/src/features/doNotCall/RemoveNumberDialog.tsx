import { useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client";
import { ReasonDialog } from "../../components/ReasonDialog";
import { notifySuccess } from "../../lib/feedback";
import { ofNumbers } from "./ofNumbers";

interface Props {
  phone: string;
  onClose: () => void;
}

/** Takes a number off the do-not-call list: whoever does it says why, which is kept. */
export default function RemoveNumberDialog({ phone, onClose }: Props) {
  const queries = useQueryClient();
  return (
    <ReasonDialog
      title={`Allow calls to ${phone} again?`}
      action="Remove number"
      color="red.9"
      onClose={onClose}
      send={(reason) => client.DELETE("/api/do-not-call", { body: { phone, reason } })}
      onDone={() => {
        notifySuccess(`${phone} can be called again.`);
        void queries.invalidateQueries({ predicate: ofNumbers });
      }}
    >
      The number leaves the do-not-call list. A lead with it becomes pending again, or contacted if it
      was called before, and campaigns can call it. Remove numbers only if they were added by mistake or
      their owner has agreed.
    </ReasonDialog>
  );
}
