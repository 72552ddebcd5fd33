import { expect, test } from "vitest";

import { PAGES, pageAt } from "./pageLoaders";

test("every page is found by an address of its own", () => {
  for (const { path, load } of PAGES) {
    expect(pageAt(path.replace(/:\w+/, "01ARZ3NDEKTSV4RRFFQ69G5FAV"))).toBe(load);
  }
});

test("a slash at the end makes no other page", () => {
  expect(pageAt("/leads/")).toBe(pageAt("/leads"));
});

test("an address of no page finds none", () => {
  expect(pageAt("/nothing")).toBeUndefined();
  expect(pageAt("/leads/1/calls")).toBeUndefined();
});
