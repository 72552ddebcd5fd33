import { Box, Stack, Text } from "@mantine/core";

import type { Meeting } from "../../api/types";
import { Notice } from "../../components/Notice";
import { dayAndTime } from "../../lib/time";
import { attentionInWords, warningOf } from "./meetingLabels";

/** What is wrong with a meeting, and whether it is put right by itself. */
export function MeetingWarnings({ meeting }: { meeting: Meeting }) {
  const warning = warningOf(meeting);
  if (!warning) return null;
  return (
    <Box mb="lg">
      <Notice title={warning.text}>
        <Stack gap={4}>
          {meeting.attention.map((owed) => (
            <Text key={`${owed.vendor} ${owed.task}`} size="sm">
              {attentionInWords(owed)}{" "}
              {owed.next_try_at
                ? `Next attempt ${dayAndTime(owed.next_try_at)}.`
                : "It won’t be retried: please do it manually."}
            </Text>
          ))}
          {meeting.guest_response === "DECLINED" && (
            <Text size="sm">The guest declined the invitation. Reschedule or cancel the meeting.</Text>
          )}
          {meeting.overlaps && (
            <Text size="sm">
              The host moved it in the calendar, and it now overlaps another meeting.
            </Text>
          )}
        </Stack>
      </Notice>
    </Box>
  );
}
