import { expect, test } from "vitest";

import described from "../../../../infra/openapi.json";
import { inWords, pageOf } from "./auditWords";

test("everything that changes something has words of its own", () => {
  const changes = Object.values(described.paths).flatMap((item) =>
    Object.entries(item as Record<string, { operationId: string; security?: { operator?: string[] }[] }>)
      // What a viewer may ask for changes nothing.
      .filter(([method, { security }]) => {
        const least = security?.[0]?.operator?.[0];
        return method !== "get" && least !== undefined && least !== "viewer";
      })
      .map(([, { operationId }]) => operationId),
  );
  expect(changes.length).toBeGreaterThan(20);
  const spelled = (id: string) => id.replaceAll("_", " ");
  expect(changes.filter((id) => inWords(id).toLowerCase() === spelled(id))).toEqual([]);
  expect(inWords("paint_fences")).toBe("Paint fences");
});

test("a thing leads to its page while there is one", () => {
  expect(pageOf("change_lead", "1")).toBe("/leads/1");
  expect(pageOf("set_meeting_status", "2")).toBe("/meetings/2");
  expect(pageOf("regenerate_partner_key", "3")).toBe("/partners/3");
  expect(pageOf("delete_lead", "1")).toBeNull();
  expect(pageOf("create_lead", null)).toBeNull();
  expect(pageOf("restart_import", "4")).toBeNull();
});
