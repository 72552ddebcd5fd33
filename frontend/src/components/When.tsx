import { Text } from "@mantine/core";

import { dateAndTime, dayAndTime, fromNow, viewerZone, zoneName } from "../lib/time";
import { useNow } from "../lib/useNow";

interface Props {
  at: string;
  /** The lead's zone: its time is shown too, where it is another one. */
  leadZone?: string;
}

/** A time in the viewer's zone, with the lead's beside it where that matters. */
export function When({ at, leadZone }: Props) {
  return (
    <>
      <time dateTime={at}>{dateAndTime(at)}</time>
      {leadZone && leadZone !== viewerZone() && (
        <Text size="xs" c="dimmed">
          {dayAndTime(at, leadZone)} in {zoneName(leadZone)}
        </Text>
      )}
    </>
  );
}

/** "2 minutes ago"; date and time stay readable on hover. */
export function Ago({ at }: { at: string }) {
  const now = useNow(30_000);
  return (
    <time dateTime={at} title={dateAndTime(at)}>
      {fromNow(at, now)}
    </time>
  );
}
