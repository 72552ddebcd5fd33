import { VisuallyHidden } from "@mantine/core";
import { Link } from "react-router";

import type { Meeting } from "../../api/types";
import { MEETING_STATUS } from "../../lib/labels";
import { timeOfDay } from "../../lib/time";
import classes from "./calendar.module.css";

/** A meeting in a calendar: time and name, leading to its page. */
export function MeetingChip({ meeting, style }: { meeting: Meeting; style?: React.CSSProperties }) {
  const { text, tone } = MEETING_STATUS[meeting.status];
  const time = timeOfDay(meeting.scheduled_time);
  return (
    <Link
      to={`/meetings/${meeting.id}`}
      className={classes.chip}
      data-tone={tone}
      data-cancelled={meeting.status === "CANCELLED" || undefined}
      title={`${time} ${meeting.lead_name}, ${meeting.duration} minutes, ${text.toLowerCase()}`}
      style={style}
    >
      <time dateTime={meeting.scheduled_time}>{time}</time> <span>{meeting.lead_name}</span>
      <VisuallyHidden>, {text.toLowerCase()}</VisuallyHidden>
    </Link>
  );
}
