import { expect, test } from "vitest";

import { filtersOf } from "./leadQuery";

const address = (search: string) => {
  const params = new URLSearchParams(search);
  return { get: (name: string) => params.get(name) };
};

test("one filter counts, the narrowest first", () => {
  expect(filtersOf(address("search=ana&status=PENDING"))).toEqual({ search: "ana" });
  expect(filtersOf(address("campaign_id=C1&status=PENDING"))).toEqual({ campaign_id: "C1" });
  expect(filtersOf(address("partner_id=P1"))).toEqual({ partner_id: "P1" });
  expect(filtersOf(address("status=PENDING"))).toEqual({ status: "PENDING" });
});

test("a status that does not exist filters nothing", () => {
  expect(filtersOf(address("status=SLEEPING"))).toEqual({});
  expect(filtersOf(address("status=toString"))).toEqual({});
});
