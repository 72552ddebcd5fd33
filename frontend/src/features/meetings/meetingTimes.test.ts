import { expect, test } from "vitest";

import { spanOf } from "./meetingTimes";

const at = (time: string) => Date.parse(`2026-11-25T${time}Z`);

test("the next meeting comes first, and one that goes on is still to come", () => {
  expect(spanOf("upcoming", at("14:29:00"))).toEqual({
    from: "2026-11-25T13:00:00.000Z",
    order: "asc",
  });
});

test("what is not to come is past, the latest first", () => {
  expect(spanOf("past", at("14:29:00")).to).toBe(spanOf("upcoming", at("14:29:00")).from);
  expect(spanOf("past", at("14:29:00")).order).toBe("desc");
  expect(spanOf("any", at("14:29:00"))).toEqual({ order: "desc" });
});

test("the span stays while pages are gone through", () => {
  expect(spanOf("upcoming", at("14:01:00"))).toEqual(spanOf("upcoming", at("14:29:00")));
});
