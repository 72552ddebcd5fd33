import { expect, test } from "vitest";

import { deletionInWords, unfinishedInWords } from "./deletion";

const done = {
  success: true,
  message: "",
  meetings_cancelled: 1,
  recordings_deleted: 2,
  calls_erased: 2,
  meetings_erased: 1,
  lead_removed: true,
  unfinished: [],
};

test("a deletion says what was done with it", () => {
  expect(deletionInWords("Ana Lopez", [done])).toBe(
    "Ana Lopez deleted, 1 meeting cancelled, 2 recordings removed.",
  );
  const nothing = { ...done, meetings_cancelled: 0, recordings_deleted: 0 };
  expect(deletionInWords("2 leads", [nothing, nothing])).toBe("2 leads deleted.");
});

test("what a vendor still owes is named once", () => {
  const step = { kind: "meeting", id: "01", vendor: "Zoom", reason: "HTTP 503" };
  expect(unfinishedInWords([done])).toBeNull();
  expect(unfinishedInWords([{ ...done, unfinished: [step, step] }])).toBe(
    "Zoom did not finish everything yet. It is retried automatically.",
  );
});
