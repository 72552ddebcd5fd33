import { Button, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";

import { FormDialog, FormEnd, useSent } from "../../components/FormDialog";
import type { Meeting } from "../../api/types";
import { dayAndTime, viewerZone, zoneName } from "../../lib/time";
import { useSend } from "../../lib/useSubmit";
import { leadTime } from "./leadTime";
import { fromLocal, toLocal } from "../../lib/localTime";
import { SlotPicker } from "./SlotPicker";
import { useMeetingChanges } from "./useMeetingChanges";

/** The lengths offered, in minutes; the API takes any from the first to the last. */
const DURATIONS = [15, 30, 45, 60, 90, 120];
const FIELDS = ["scheduled_time", "duration"] as const;
/** Meetings begin on the hour or half past, in seconds for the browser's own field. */
const GRID_SECONDS = 1800;

interface Props {
  meeting: Meeting;
  onClose: () => void;
}

export function RescheduleDialog({ meeting, onClose }: Props) {
  const { reschedule } = useMeetingChanges(meeting);
  const [time, setTime] = useState(() => toLocal(meeting.scheduled_time));
  const [duration, setDuration] = useState(meeting.duration);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const { busy, problem, clear, send } = useSend(FIELDS, setErrors);
  const { isSent, sent } = useSent();
  const chosen = fromLocal(time);
  const unchanged =
    chosen === fromLocal(toLocal(meeting.scheduled_time)) && duration === meeting.duration;

  // A complaint holds only for the time that it is about.
  const choose = (to: string) => {
    setTime(to);
    clear();
  };
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    clear();
    if (!chosen) return setErrors({ scheduled_time: "Choose a day and a time" });
    void send(async () => {
      await reschedule({ scheduled_time: chosen, duration });
      sent();
      onClose();
    });
  };

  return (
    <FormDialog
      opened
      onClose={onClose}
      title={`Reschedule the meeting with ${meeting.lead_name}`}
      size="lg"
    >
      <form onSubmit={submit} noValidate>
        <Stack>
          <NativeSelect
            label="Duration"
            data={durationsWith(meeting.duration)}
            value={duration}
            error={errors.duration}
            onChange={(event) => setDuration(Number(event.currentTarget.value))}
          />
          <SlotPicker
            duration={duration}
            leadZone={meeting.timezone}
            chosen={chosen}
            onChoose={(start) => choose(toLocal(start))}
          />
          <TextInput
            type="datetime-local"
            label="New time"
            description={`${zoneName(viewerZone())} time. Pick a slot above, or enter another time within the next 30 days.`}
            step={GRID_SECONDS}
            value={time}
            error={errors.scheduled_time}
            onChange={(event) => choose(event.currentTarget.value)}
          />
          <Text size="sm" c="dimmed" role="status">
            {unchanged ? "This is the current time." : chosen && summaryOf(chosen, meeting)}
          </Text>
          <FormEnd
            problem={problem}
            dirty={!unchanged}
            isSent={isSent}
            onCancel={onClose}
            cancelLabel="Keep current time"
          >
            <Button type="submit" variant="filled" loading={busy} disabled={unchanged}>
              Reschedule
            </Button>
          </FormEnd>
        </Stack>
      </form>
    </FormDialog>
  );
}

function durationsWith(own: number) {
  const all = DURATIONS.includes(own) ? DURATIONS : [...DURATIONS, own].toSorted((a, b) => a - b);
  return all.map((minutes) => ({ value: String(minutes), label: `${minutes} minutes` }));
}

function summaryOf(chosen: string, meeting: Meeting): string {
  const theirs = leadTime(chosen, meeting.timezone);
  return `${dayAndTime(chosen)}${theirs ? ` (${theirs})` : ""}. ${meeting.lead_name} is notified, and the calendar event and video meeting are updated.`;
}
