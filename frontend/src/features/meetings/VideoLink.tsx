import { Anchor } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";

import type { Meeting } from "../../api/types";

/** Leads to the video meeting; a dash where there is none. */
export function VideoLink({ meeting }: { meeting: Meeting }) {
  const url = videoUrl(meeting);
  if (!url) return "–";
  return (
    <Anchor
      href={url.href}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={`${url.hostname}: join the meeting with ${meeting.lead_name}, in a new tab`}
    >
      {url.hostname} <IconExternalLink size={14} aria-hidden style={{ verticalAlign: "-2px" }} />
    </Anchor>
  );
}

/** Where the meeting takes place, if that is an address of the web; cancelling deletes it. */
export function videoUrl({ meeting_link, status }: Meeting): URL | null {
  if (status === "CANCELLED") return null;
  const url = URL.canParse(meeting_link) ? new URL(meeting_link) : null;
  return url && /^https?:$/.test(url.protocol) ? url : null;
}
