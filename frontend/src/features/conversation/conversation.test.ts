import { describe, expect, it } from "vitest";

import { fullDay } from "../../lib/days";
import { seconds, totalsOf, type TurnFigures } from "./figures";
import { inline, readable } from "./readable";
import { toolText } from "./toolText";
import { keyPressed, words } from "./words";

function turn(changes: Partial<TurnFigures>): TurnFigures {
  return {
    number: 1,
    intent: "NEEDS_INFO",
    fault: false,
    tools: [],
    latency_ms: 0,
    model_ms: 0,
    tools_ms: 0,
    model_requests: 0,
    prompt_tokens: 0,
    completion_tokens: 0,
    ...changes,
  };
}

describe("a pressed key", () => {
  it("is told from words", () => {
    expect(keyPressed("[9]")).toBe("The lead pressed 9");
    expect(["", "9", "[12]", "I said [9]"].map(keyPressed)).toEqual([null, null, null, null]);
  });
});

describe("totals", () => {
  it("leave set phrases out of the times", () => {
    const turns = [
      turn({ number: 0 }),
      turn({ latency_ms: 200, model_requests: 1, prompt_tokens: 600, completion_tokens: 20 }),
      turn({ latency_ms: 400, model_requests: 2, prompt_tokens: 1400, completion_tokens: 30 }),
      turn({ number: 3 }),
    ];
    expect(totalsOf(turns)).toEqual({
      answers: 2,
      averageMs: 300,
      slowestMs: 400,
      toolUses: 0,
      modelRequests: 3,
      promptTokens: 2000,
      completionTokens: 50,
    });
  });

  it("know no times before the first answer", () => {
    expect(totalsOf([turn({ number: 0 })])).toMatchObject({ averageMs: null, slowestMs: null });
  });
});

describe("seconds", () => {
  it("are finer where they are short", () => {
    expect([153, 2340, 12_000].map(seconds)).toEqual(["0.15 s", "2.3 s", "12.0 s"]);
  });
});

describe("words", () => {
  it("come from codes of either case", () => {
    expect([words("NEEDS_INFO"), words("date_time")]).toEqual(["Needs info", "Date time"]);
  });
});

describe("a tool in words", () => {
  const check = { name: "check_calendar_availability" };
  const book = { name: "book_meeting", arguments: {} };

  it("says how many times were found", () => {
    const result = { available_slots: [{}, {}, {}], time_zone: "Europe/Madrid" };
    expect(toolText({ ...check, arguments: { date: null }, result }).text).toBe(
      "Looked up free times: 3 offered",
    );
    expect(
      toolText({ ...check, arguments: { date: "2026-11-26" }, result: { available_slots: [] } }).text,
    ).toBe(`Looked up free times from ${fullDay("2026-11-26")}: none offered`);
  });

  it("tells a booking from a rehearsed and from a refused one", () => {
    const result = { success: true, meeting_time: "Wednesday at 3 PM" };
    expect(toolText({ ...book, result })).toEqual({
      text: "Booked a meeting: Wednesday at 3 PM",
      failed: false,
    });
    expect(toolText({ ...book, result: { ...result, dry_run: true } }).text).toBe(
      "Would have booked a meeting: Wednesday at 3 PM",
    );
    const refused = { success: false, error: "slot_taken", message: "Somebody else has it." };
    expect(toolText({ ...book, result: refused })).toEqual({
      text: "Could not book a meeting: Somebody else has it.",
      failed: true,
    });
  });

  it("says how the call ended", () => {
    const use = { name: "end_call", arguments: { reason: "do_not_call" }, result: { ok: true } };
    expect(toolText(use).text).toBe("Ended the call: do not call");
  });

  it("makes do with what it does not know", () => {
    expect(toolText({ name: "look_up_weather", arguments: "?", result: null })).toEqual({
      text: "Look up weather",
      failed: false,
    });
    expect(toolText({ name: "look_up_weather", arguments: {}, result: { error: "no_sun" } }).text).toBe(
      "Look up weather failed: No sun",
    );
  });
});

describe("a readable value", () => {
  it("names its fields and spells out what is not there", () => {
    expect(readable({ date_time: null, ok: true })).toEqual({
      kind: "fields",
      fields: [
        ["Date time", { kind: "text", text: "–" }],
        ["Ok", { kind: "text", text: "Yes" }],
      ],
    });
    expect(readable({})).toEqual({ kind: "text", text: "Nothing" });
    expect(readable([])).toEqual({ kind: "text", text: "None" });
  });

  it("shows a time by the clock of its own offset", () => {
    const shown = inline(readable("2026-11-25T15:00:00-06:00"));
    expect(shown).toMatch(/25/);
    expect(shown).toMatch(/(15:00|3:00\sPM) \(UTC-06:00\)$/);
    expect(inline(readable("2026-99-25T15:00:00-06:00"))).toBe("2026-99-25T15:00:00-06:00");
  });

  it("fits on a line", () => {
    expect(inline(readable([{ a: 1, b: ["x", "y"] }, "z"]))).toBe("A: 1; B: x, y, z");
  });
});
