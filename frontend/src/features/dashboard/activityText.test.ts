import { expect, test } from "vitest";

import type { Activity } from "../../api/types";
import { activityText } from "./activityText";

const activity = (
  title: string,
  description: string,
  status: Activity["status"] = "info",
): Activity => ({
  type: "call",
  id: "01JD00000000000000000000ZZ",
  title,
  description,
  status,
  time: "2026-11-25T14:22:35Z",
});

test("an ended call says whom it reached and how it ended", () => {
  expect(
    activityText(activity("Call Completed", "Ana - Maria Lopez - Meeting Booked", "success")),
  ).toEqual({
    label: { text: "Call completed", tone: "success" },
    who: "Ana - Maria Lopez",
    outcome: "meeting booked",
  });
});

test("what the title says is not said again", () => {
  expect(activityText(activity("Call Failed", "Ana Lopez - Failed", "error"))).toEqual({
    label: { text: "Call failed", tone: "danger" },
    who: "Ana Lopez",
    outcome: null,
  });
});

test("where there is no outcome, all of it is the name", () => {
  expect(activityText(activity("Call in Progress", "Ana - Maria Lopez")).who).toBe("Ana - Maria Lopez");
  expect(activityText(activity("Meeting Scheduled", "Ana Lopez on Nov 26"))).toMatchObject({
    who: "Ana Lopez on Nov 26",
    outcome: null,
  });
});
