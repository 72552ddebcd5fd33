import { expect, test } from "vitest";

import { askedNumber } from "./askedNumber";

test("a number is looked up however it is written, once it may be whole", () => {
  for (const typed of ["+34 612 345 678", "0034612345678", "34-612-345-678"]) {
    expect(askedNumber(typed)).toBe("+34612345678");
  }
  for (const typed of [null, "", "+34 61"]) expect(askedNumber(typed)).toBeUndefined();
});
