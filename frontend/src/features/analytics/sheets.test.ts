import { expect, test } from "vitest";

import { toCsv } from "../../lib/csv";
import { dayOf } from "../../lib/dayFigures.sample";
import { sheetOfDays, sheetOfVoices } from "./sheets";

test("a day without calls has no conversion in the file", () => {
  const days = [
    dayOf({ date: "2026-11-24", leads: 4 }),
    dayOf({
      date: "2026-11-25",
      calls: 3,
      answered: 2,
      timed_calls: 2,
      avg_call_duration: 74.5,
      meetings: 1,
      conversion_rate: 33.3,
    }),
  ];
  expect(toCsv(sheetOfDays(days, "Europe/Madrid"))).toBe(
    "Day,Time zone,Calls,Answered,Meetings,Conversion in %,Average call in seconds,New leads\r\n" +
      "2026-11-24,Europe/Madrid,0,0,0,,,4\r\n" +
      "2026-11-25,Europe/Madrid,3,2,1,33.3,74.5,0\r\n",
  );
});

test("a voice's name, which others choose, does not run in a spreadsheet", () => {
  const voice = {
    voice_id: "v1",
    voice_name: "=HYPERLINK(1)",
    total_calls: 1,
    meetings_booked: 0,
    conversion_rate: 0,
    avg_duration: 2.5,
  };
  expect(toCsv(sheetOfVoices([voice]))).toContain("'=HYPERLINK(1),v1,1,0,0,2.5");
});
