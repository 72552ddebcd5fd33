import { Button, Menu } from "@mantine/core";
import { IconCalendarDown, IconCalendarTime, IconCalendarX, IconVideo } from "@tabler/icons-react";

import { client } from "../../api/client";
import type { Meeting } from "../../api/types";
import { useMay } from "../../auth/useSession";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { MoreMenu } from "../../components/MoreMenu";
import { downloadText } from "../../lib/download";
import { notifyFailure } from "../../lib/feedback";
import { dayAndTime } from "../../lib/time";
import { useDialog } from "../../lib/useDialog";
import { RescheduleDialog } from "./RescheduleDialog";
import { StatusMenu } from "./StatusMenu";
import { isAhead, useMeetingChanges } from "./useMeetingChanges";
import { videoUrl } from "./VideoLink";

export function MeetingActions({ meeting }: { meeting: Meeting }) {
  const dialog = useDialog();
  const { cancel } = useMeetingChanges(meeting);
  const ahead = isAhead(meeting);
  const changes = useMay("operator");
  const video = videoUrl(meeting);
  return (
    <>
      {ahead && video && (
        <Button
          component="a"
          variant="filled"
          href={video.href}
          target="_blank"
          rel="noopener noreferrer"
          leftSection={<IconVideo size={16} />}
        >
          Join
        </Button>
      )}
      {changes && <StatusMenu meeting={meeting} />}
      {changes && ahead && (
        <Button leftSection={<IconCalendarTime size={16} />} onClick={() => dialog.open("reschedule")}>
          Reschedule
        </Button>
      )}
      <MoreMenu>
        <Menu.Item
          leftSection={<IconCalendarDown size={16} />}
          onClick={() => void downloadEvent(meeting.id)}
        >
          Download .ics file
        </Menu.Item>
        {changes && ahead && (
          <Menu.Item leftSection={<IconCalendarX size={16} />} onClick={() => dialog.open("cancel")}>
            Cancel meeting
          </Menu.Item>
        )}
      </MoreMenu>
      {changes && ahead && dialog.name === "reschedule" && (
        <RescheduleDialog meeting={meeting} onClose={dialog.close} />
      )}
      <ConfirmDialog
        opened={ahead && dialog.name === "cancel"}
        onClose={dialog.close}
        title="Cancel this meeting?"
        action="Cancel meeting"
        dismiss="Keep the meeting"
        danger
        onConfirm={cancel}
      >
        {meeting.lead_name} ({meeting.guest_email}) will be notified that the meeting on{" "}
        {dayAndTime(meeting.scheduled_time)} is cancelled. The calendar event and video meeting are
        deleted, and the slot becomes free. This cannot be undone.
      </ConfirmDialog>
    </>
  );
}

/** Fetched and then offered as a file: a plain link would not say who asks. */
async function downloadEvent(id: string): Promise<void> {
  try {
    const { data } = await client.GET("/api/meetings/{meeting_id}/calendar.ics", {
      params: { path: { meeting_id: id } },
      parseAs: "text",
    });
    if (data) downloadText(`meeting-${id}.ics`, data, "text/calendar");
  } catch (error) {
    notifyFailure("Could not download the calendar file", error);
  }
}
