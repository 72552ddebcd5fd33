import { client } from "../../api/client";
import type { CallingStop } from "../../api/types";
import { ReasonDialog } from "../../components/ReasonDialog";
import { notifySuccess } from "../../lib/feedback";
import { useCallingChanged } from "./useCalling";

interface Props {
  stop: CallingStop;
  onClose: () => void;
}

/** Lifts the emergency stop: whoever does it says why, which is kept. */
export default function ResumeCallingDialog({ stop, onClose }: Props) {
  const changed = useCallingChanged();
  return (
    <ReasonDialog
      title="Resume calling?"
      action="Resume calling"
      onClose={onClose}
      send={(reason) =>
        client.POST("/api/calling/resume", { body: { stopped_at: stop.stopped_at, reason } })
      }
      onDone={() => {
        notifySuccess("Calling is resumed.");
        void changed();
      }}
    >
      Running campaigns start calling again right away, within calling hours. Paused campaigns stay
      paused.
    </ReasonDialog>
  );
}
