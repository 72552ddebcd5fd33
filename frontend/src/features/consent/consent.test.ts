import { expect, test } from "vitest";

import type { Consent } from "../../api/types";
import { consentOf, valuesOf } from "./consent";

const CONSENT: Consent = {
  kind: "WRITTEN",
  source: "acme.example/quote",
  text: "I agree to be called.",
  given_at: "2026-11-02T09:30:15Z",
  seller: "Acme",
};

test("what nobody changed is sent as it was, to the second", () => {
  expect(consentOf(valuesOf(CONSENT), CONSENT)).toEqual({ ...CONSENT, link: null });
});

test("a moment that was entered is the viewer’s", () => {
  const values = { ...valuesOf(CONSENT), given_at: "2026-11-03T10:00" };
  expect(consentOf(values, CONSENT)?.given_at).toBe(new Date(2026, 10, 3, 10).toISOString());
  expect(consentOf({ ...values, given_at: "" }, CONSENT)?.given_at).toBe("");
});

test("without a kind there is no consent", () => {
  expect(consentOf(valuesOf(null), null)).toBeNull();
  expect(consentOf({ ...valuesOf(CONSENT), kind: "" }, CONSENT)).toBeNull();
});
