import { expect, test } from "vitest";

import type { Import } from "../../api/types";
import { importInWords } from "./importText";

const OVER = "2026-11-23T10:00:00Z";
const after = (seconds: number) => Date.parse(OVER) + seconds * 1000;

const shown = (changes: Partial<Import>) =>
  ({
    status: "COMPLETED",
    leads_created: 1200,
    rows_done: 1200,
    rows_refused: 0,
    percent: 100,
    updated_at: OVER,
    ...changes,
  }) as Import;

test("while figures follow the rows, it says so; then there is nothing left to say", () => {
  const said = (seconds: number) => importInWords(shown({}), "june.csv", after(seconds));
  expect(said(5)).toBe(
    "1,200 leads imported from june.csv. Totals and charts catch up within a minute.",
  );
  expect(said(61)).toBeNull();
});

test("refused rows, and a file that broke off, stay until they were seen", () => {
  const refused = shown({ rows_refused: 1 });
  expect(importInWords(refused, "june.csv", after(900))).toBe(
    "1,200 leads imported from june.csv. 1 row was refused.",
  );
  const broken = shown({ status: "FAILED", leads_created: 0 });
  expect(importInWords(broken, "june.csv", after(900))).toContain("could not be read");
});

test("an import in the background says how far it is", () => {
  const half = shown({ status: "RUNNING", rows_done: 600, percent: 50 });
  expect(importInWords(half, "june.csv", after(0))).toBe("Importing june.csv: 600 rows read, 50 %.");
});
