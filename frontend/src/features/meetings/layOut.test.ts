import { expect, test } from "vitest";

import { hoursOf, lanesOf } from "./layOut";

const at = (start: number, length = 30) => ({ start, length });

test("meetings one after the other have the whole width", () => {
  expect(lanesOf([at(600), at(630), at(700)])).toEqual([
    { lane: 0, of: 1 },
    { lane: 0, of: 1 },
    { lane: 0, of: 1 },
  ]);
});

test("meetings at the same time stand beside each other, and others are not squeezed by them", () => {
  expect(lanesOf([at(540), at(600), at(600), at(630)])).toEqual([
    { lane: 0, of: 1 },
    { lane: 0, of: 2 },
    { lane: 1, of: 2 },
    { lane: 0, of: 1 },
  ]);
});

test("a lane that is free again is taken again", () => {
  // A long one, and two short ones beside it.
  expect(lanesOf([at(600, 120), at(600), at(660)])).toEqual([
    { lane: 0, of: 2 },
    { lane: 1, of: 2 },
    { lane: 1, of: 2 },
  ]);
});

test("the hours reach from the earliest to the latest meeting, and over the usual ones", () => {
  expect(hoursOf([])).toEqual([9, 10, 11, 12, 13, 14, 15, 16]);
  expect(hoursOf([at(7 * 60 + 30)])[0]).toBe(7);
  expect(hoursOf([at(20 * 60 + 30)]).at(-1)).toBe(20);
  expect(hoursOf([at(20 * 60 + 30, 45)]).at(-1)).toBe(21);
  // One that lasts past midnight ends the day.
  expect(hoursOf([at(23 * 60 + 30, 60)]).at(-1)).toBe(23);
});
