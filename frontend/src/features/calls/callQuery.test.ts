import { describe, expect, it } from "vitest";

import { filtersOf, isWrittenUp, paceOf } from "./callQuery";

function address(search: string) {
  const params = new URLSearchParams(search);
  return { get: (name: string) => params.get(name) };
}

describe("filters of an address", () => {
  it("are one at a time, as the API takes them", () => {
    expect(filtersOf(address("active=true&outcome=BUSY"))).toEqual({ active: true });
    expect(filtersOf(address("outcome=BUSY&campaign_id=01"))).toEqual({ campaign_id: "01" });
    expect(filtersOf(address("outcome=BUSY"))).toEqual({ outcome: "BUSY" });
  });

  it("may be of the viewer's days, each of them", () => {
    const days = { from: "2026-11-01", to: "2026-11-22", zone: "Asia/Kathmandu" };
    const search = "from=2026-11-01&to=2026-11-22";
    expect(filtersOf(address(search), days.zone)).toEqual(days);
    expect(filtersOf(address(`outcome=BUSY&${search}`), days.zone)).toEqual({
      outcome: "BUSY",
      ...days,
    });
    expect(filtersOf(address("from=2026-11-01"), days.zone)).toEqual({
      from: "2026-11-01",
      zone: days.zone,
    });
    expect(filtersOf(address("from=2026-11-22&to=2026-11-01"), days.zone)).toEqual({});
    expect(filtersOf(address("from=yesterday"), days.zone)).toEqual({});
  });

  it("leave out what the API would refuse", () => {
    expect(filtersOf(address("outcome=toString"))).toEqual({});
    expect(filtersOf(address("active=yes"))).toEqual({});
  });
});

describe("a call", () => {
  const ended = Date.parse("2026-11-25T14:00:00Z");
  const call = {
    state: "ENDED" as const,
    answered_at: "2026-11-25T13:59:00Z",
    ended_at: "2026-11-25T14:00:00Z",
    summary: null,
    has_recording: false,
  };
  const later = (seconds: number) => ended + seconds * 1000;

  it("is followed closely while somebody talks", () => {
    expect(paceOf({ ...call, state: "IN_PROGRESS", ended_at: null }, later(0))).toBeLessThan(3_001);
  });

  it("is followed until it is written up", () => {
    expect(paceOf(call, later(5))).toBeGreaterThan(0);
    expect(paceOf({ ...call, summary: "They agreed." }, later(5))).toBeGreaterThan(0);
    expect(paceOf({ ...call, summary: "They agreed.", has_recording: true }, later(5))).toBe(false);
  });

  it("is not waited for when nobody answered, or for ever", () => {
    expect(isWrittenUp({ ...call, answered_at: null }, later(5))).toBe(true);
    expect(isWrittenUp(call, later(600))).toBe(true);
  });
});
