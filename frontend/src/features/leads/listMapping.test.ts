import { expect, test } from "vitest";

import type { ListPreview } from "../../api/types";
import { mappingOf, whatIsMissing } from "./listMapping";

const columns = (["name", null, "phone", "phone"] as const).map((field, place) => ({
  number: place + 1,
  header: "",
  field,
  use: field ? "READ" : "UNKNOWN",
  samples: [],
})) satisfies ListPreview["columns"];

test("only fields that were touched are mapped", () => {
  expect(mappingOf(columns, {})).toEqual({});
  expect(mappingOf(columns, { 1: "name" })).toEqual({});
  expect(mappingOf(columns, { 2: "email" })).toEqual({ email: [2] });
  expect(mappingOf(columns, { 3: null })).toEqual({ phone: [4] });
  expect(mappingOf(columns, { 3: null, 4: null, 2: "phone" })).toEqual({ phone: [2] });
  expect(mappingOf(columns, { 1: null })).toEqual({ name: [] });
});

test("what is missing is named with what to do", () => {
  expect(whatIsMissing([])).toBeNull();
  expect(whatIsMissing(["name", "phone"])).toBe(
    "Choose the column with the names and the column with the phone numbers.",
  );
});
