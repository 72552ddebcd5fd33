import { expect, test } from "vitest";

import described from "../../../../../infra/openapi.json";
import {
  type Document,
  exampleOf,
  matches,
  operationsByTag,
  objectInside,
  propertiesOf,
  schemesOf,
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

test("an operation says who may use it, also where the document says it for all", () => {
  const all = operationsByTag(document).flatMap(({ operations }) => operations);
  const schemes = (id: string) => {
    const operation = all.find(({ operationId }) => operationId === id);
    if (!operation) throw new Error(`There is no ${id}.`);
    return schemesOf(document, operation);
  };
  expect(schemes("list_leads")).toEqual([{ name: "operator", roles: ["viewer"] }]);
  expect(schemes("delete_lead")).toEqual([{ name: "operator", roles: ["admin"] }]);
  expect(schemes("transfer_leads")).toEqual([{ name: "partner", roles: [] }]);
  expect(schemes("get_health")).toEqual([]);
});

test("the objects inside of others are found", () => {
  const { properties } = propertiesOf(document, { $ref: "#/components/schemas/LeadPage" });
  const inside = Object.fromEntries(
    properties.map(([name, schema]) => [name, objectInside(document, schema)?.$ref]),
  );
  expect(inside).toMatchObject({ leads: "#/components/schemas/Lead", total: undefined });
});

test("a search wants all of its words", () => {
  const operation = operationsByTag(document)[0]?.operations[0];
  if (!operation) throw new Error("There are no operations.");
  expect(matches(operation, `${operation.method} ${operation.path}`)).toBe(true);
  expect(matches(operation, "nothing like this")).toBe(false);
});
