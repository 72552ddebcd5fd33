import { expect, test } from "vitest";

import { highestRole, may } from "./role";

test("the highest role counts, and whoever has none may look", () => {
  expect(highestRole(["sales", "operator", "viewer"])).toBe("operator");
  expect(highestRole(["viewer", "admin"])).toBe("admin");
  for (const nothing of [undefined, [], ["Admin"], "administrators", null]) {
    expect(highestRole(nothing)).toBe("viewer");
  }
  expect(may("operator", "viewer")).toBe(true);
  expect(may("operator", "operator")).toBe(true);
  expect(may("operator", "admin")).toBe(false);
});
