import { useQueryClient } from "@tanstack/react-query";

import { api, client } from "../../api/client";
import type { Meeting, MeetingMove, MeetingStatus } from "../../api/types";
import { notifyFailure, notifySuccess } from "../../lib/feedback";
import { MEETING_STATUS } from "../../lib/labels";
import { notifyDone } from "../../lib/notifyDone";
import { dayAndTime } from "../../lib/time";

/** What can be done to a meeting. */
export function useMeetingChanges({ id }: Pick<Meeting, "id">) {
  const queries = useQueryClient();
  const params = { path: { meeting_id: id } };
  const { queryKey } = api.queryOptions("get", "/api/meetings/{meeting_id}", { params });
  // Whatever came of it: lists, slots, the lead's page and the figures may show something else now.
  // Nobody has to wait for that.
  const refresh = () =>
    void queries.invalidateQueries({
      predicate: (query) => /^\/api\/(meetings|leads\/\{|analytics)/.test(String(query.queryKey[1])),
    });

  /** Shown at once, and taken back if it is refused. Where the way back is open it is offered. */
  const setStatus = async (status: MeetingStatus, isUndo = false): Promise<void> => {
    await queries.cancelQueries({ queryKey });
    const before = queries.getQueryData<Meeting>(queryKey);
    queries.setQueryData<Meeting>(queryKey, (meeting) => meeting && { ...meeting, status });
    try {
      await client.PATCH("/api/meetings/{meeting_id}/status", { params, body: { status } });
      const done = `Marked as ${MEETING_STATUS[status].text.toLowerCase()}.`;
      // The API makes no meeting SCHEDULED again.
      if (isUndo || !before || before.status === "SCHEDULED") notifySuccess(done);
      else notifyDone(done, () => void setStatus(before.status, true));
    } catch (error) {
      queries.setQueryData(queryKey, before);
      notifyFailure("The status was not changed", error);
    } finally {
      refresh();
    }
  };

  /** Throws what the API refuses. */
  const cancel = async (): Promise<void> => {
    try {
      const { data } = await client.POST("/api/meetings/{meeting_id}/cancel", { params });
      if (data) queries.setQueryData(queryKey, data);
      notifySuccess("Meeting cancelled. The guest has been notified.");
    } finally {
      refresh();
    }
  };

  /** Throws what the API refuses: the meeting then stands where it stood. */
  const reschedule = async (body: MeetingMove): Promise<void> => {
    try {
      const { data } = await client.POST("/api/meetings/{meeting_id}/reschedule", { params, body });
      if (data) {
        queries.setQueryData(queryKey, data);
        notifySuccess(`Moved to ${dayAndTime(data.scheduled_time)}. The guest has been notified.`);
      }
    } finally {
      refresh();
    }
  };

  return { setStatus, cancel, reschedule };
}

/** Whether it is still to take place: only then it can be moved or cancelled. */
export function isAhead({ status }: Meeting): boolean {
  return status === "SCHEDULED" || status === "CONFIRMED";
}
