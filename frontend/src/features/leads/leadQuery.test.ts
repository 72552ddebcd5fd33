import { expect, test } from "vitest";

import { filtersOf } from "./leadQuery";

const address = (search: string) => {
  const params = new URLSearchParams(search);
  return { get: (name: string) => params.get(name) };
};

test("filters combine", () => {
  expect(filtersOf(address("search=ana&status=PENDING"))).toEqual({ search: "ana", status: "PENDING" });
  expect(filtersOf(address("campaign_id=C1&partner_id=P1"))).toEqual({
    campaign_id: "C1",
    partner_id: "P1",
  });
  expect(filtersOf(address("search=&dialog=new"))).toEqual({});
});

test("a status that does not exist filters nothing", () => {
  expect(filtersOf(address("status=SLEEPING"))).toEqual({});
  expect(filtersOf(address("status=toString"))).toEqual({});
});
