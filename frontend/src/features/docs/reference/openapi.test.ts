import { expect, test } from "vitest";

import described from "../../../../../infra/openapi.json";
import {
  type Document,
  exampleOf,
  matches,
  operationsByTag,
  propertiesOf,
  typeInWords,
} from "./openapi";

const document = described as unknown as Document;

test("every operation of the document is in the reference, once", () => {
  const shown = operationsByTag(document).flatMap(({ operations }) =>
    operations.map((o) => o.operationId),
  );
  const all = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map((o) => o.operationId),
  );
  expect(shown.toSorted()).toEqual(all.toSorted());
});

test("an example has every field that is required, also of what an object is composed of", () => {
  const detail = { $ref: "#/components/schemas/LeadDetail" };
  const example = exampleOf(document, detail) as Record<string, unknown>;
  const { properties, required } = propertiesOf(document, detail);
  expect(properties.map(([name]) => name)).toEqual(
    expect.arrayContaining(["phone", "calls", "meetings"]),
  );
  expect(Object.keys(example)).toEqual(expect.arrayContaining([...required]));
});

test("types are said in words", () => {
  expect(typeInWords(document, { type: ["string", "null"], format: "date-time" })).toBe(
    "string (date-time) or null",
  );
  expect(typeInWords(document, { type: "array", items: { $ref: "#/components/schemas/Lead" } })).toBe(
    "array of Lead",
  );
});

test("a search wants all of its words", () => {
  const operation = operationsByTag(document)[0]?.operations[0];
  if (!operation) throw new Error("There are no operations.");
  expect(matches(operation, `${operation.method} ${operation.path}`)).toBe(true);
  expect(matches(operation, "nothing like this")).toBe(false);
});
