import { expect, test } from "vitest";

import { dayOf } from "../../lib/dayFigures.sample";
import { HEIGHT, MARGIN, scalesOf } from "./chartScales";
import { periodsOf } from "./figures";
import { AMOUNTS, CONVERSION } from "./series";

const periodsWith = (calls: number[]) =>
  periodsOf(calls.map((amount) => dayOf({ calls: amount }))).periods;

test("the first and the last period stand at the edges, the highest value below the top", () => {
  const scales = scalesOf(periodsWith([3, 40, 97]), AMOUNTS, 600);
  expect(scales.x(0)).toBe(MARGIN.left);
  expect(scales.x(2)).toBe(600 - MARGIN.right);
  expect(scales.y(0)).toBe(HEIGHT - MARGIN.bottom);
  expect(scales.y(97)).toBeGreaterThanOrEqual(MARGIN.top);
});

test("an axis names whole numbers, also of small amounts and of none", () => {
  expect(scalesOf(periodsWith([0, 0]), AMOUNTS, 600).amounts).toEqual([0, 1]);
  expect(scalesOf(periodsWith([1, 2]), AMOUNTS, 600).amounts).toEqual([0, 1, 2]);
  expect(scalesOf(periodsWith([0]), CONVERSION, 600).amounts).toEqual([0, 1]);
});

test("as many periods are named as there is room for, the latest always", () => {
  const month = periodsWith(Array.from({ length: 30 }, () => 1));
  expect(scalesOf(month, AMOUNTS, 3000).labelled).toHaveLength(30);
  const narrow = scalesOf(month, AMOUNTS, 330).labelled;
  expect(narrow.length).toBeLessThanOrEqual(4);
  expect(narrow.at(-1)).toBe(29);
});

test("the nearest period is found from every place, also beside the lines", () => {
  const scales = scalesOf(periodsWith([1, 2, 3]), AMOUNTS, 600);
  for (const index of [0, 1, 2]) expect(scales.nearest(scales.x(index) + 5)).toBe(index);
  expect(scales.nearest(-100)).toBe(0);
  expect(scales.nearest(10_000)).toBe(2);
});

test("a period by itself stands in the middle", () => {
  const scales = scalesOf(periodsWith([5]), AMOUNTS, 600);
  expect(scales.x(0)).toBe((MARGIN.left + 600 - MARGIN.right) / 2);
  expect(scales.nearest(0)).toBe(0);
  expect(scales.labelled).toEqual([0]);
});
