import { expect, test } from "vitest";

import { placeIn } from "./placeIn";

test("closing a dialog leaves only what is edited in it", () => {
  const [open, closed] = ["?tab=prompt&dialog=reset", "?tab=prompt"];
  expect(placeIn(open, false)).toBe(placeIn(closed, false));
  expect(placeIn(open, true)).not.toBe(placeIn(closed, true));
});

test("what is compared with, and the order, do not matter", () => {
  expect(placeIn("?language=en&tab=prompt", false)).toBe(
    placeIn("?tab=prompt&against=default&language=en", false),
  );
});
