import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";

import type { Meeting, MeetingStatus } from "../../api/types";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { StatusLabel } from "../../components/StatusLabel";
import { MEETING_STATUS } from "../../lib/labels";
import { dayAndTime } from "../../lib/time";
import { useDialog } from "../../lib/useDialog";
import { useMeetingChanges } from "./useMeetingChanges";

/** What an operator may say of a meeting. Cancelling is an affair of its own: the guest is told. */
const CHOICES: MeetingStatus[] = ["CONFIRMED", "COMPLETED", "NO_SHOW"];

/** The dialog's name in the address. */
const MARK = "mark";

export function StatusMenu({ meeting }: { meeting: Meeting }) {
  const dialog = useDialog();
  // While the dialog fades out it says what it said.
  const [doubtful, setDoubtful] = useState<MeetingStatus>("COMPLETED");
  const { setStatus } = useMeetingChanges(meeting);
  if (meeting.status === "CANCELLED") return null;

  const choose = (status: MeetingStatus) => {
    if (status !== "CONFIRMED" && new Date(meeting.scheduled_time).getTime() > Date.now()) {
      setDoubtful(status);
      dialog.open(MARK);
    } else void setStatus(status);
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button rightSection={<IconChevronDown size={16} />}>Mark as</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {CHOICES.filter((status) => status !== meeting.status).map((status) => (
            <Menu.Item key={status} onClick={() => choose(status)}>
              <StatusLabel label={MEETING_STATUS[status]} />
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        opened={dialog.name === MARK}
        onClose={dialog.close}
        title={`Mark as ${MEETING_STATUS[doubtful].text.toLowerCase()}?`}
        action={`Mark as ${MEETING_STATUS[doubtful].text.toLowerCase()}`}
        onConfirm={() => setStatus(doubtful)}
      >
        This meeting is on {dayAndTime(meeting.scheduled_time)}. Afterwards it cannot be rescheduled or
        cancelled unless you mark it as confirmed again. The guest is not notified.
      </ConfirmDialog>
    </>
  );
}
