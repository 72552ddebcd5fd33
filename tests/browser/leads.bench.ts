/**
 * `npm run bench`: the Leads page with few leads and with 100,000, in one run on a system that has few
 * (`cargo xtask run`). Prints medians and their ratio, and what each step asks of the API.
 */
import type { Page } from "@playwright/test";

import { expect, test } from "./fixtures";
import { ask } from "./system";

const LEADS = 100_000;
const REPEATS = 9;

interface Step {
  name: string;
  run: (page: Page) => Promise<void>;
}

const table = (page: Page) => page.getByRole("table", { name: "Leads" });
const settled = async (page: Page) => {
  await expect(table(page).getByRole("row").nth(1)).toBeVisible();
  await expect(page.locator("[data-stale]")).toHaveCount(0);
};

const STEPS: Step[] = [
  {
    name: "open",
    run: async (page) => {
      await page.goto("/leads");
      await settled(page);
    },
  },
  {
    name: "filter by status",
    run: async (page) => {
      await page.getByRole("combobox", { name: "Status" }).selectOption("PENDING");
      await expect(page).toHaveURL(/status=PENDING/);
      await settled(page);
    },
  },
  {
    name: "next page",
    run: async (page) => {
      await page.getByRole("button", { name: "Next" }).click();
      await expect(page).toHaveURL(/cursor=/);
      await settled(page);
    },
  },
  {
    name: "search",
    run: async (page) => {
      await page.getByRole("searchbox").fill("bench 7");
      await expect(page).toHaveURL(/search=/);
      await settled(page);
    },
  },
];

/** A name has no digits. */
const inLetters = (n: number) => [...String(n)].map((digit) => "abcdefghij"[Number(digit)]).join("");

async function importLeads(first: number, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, i) => `Bench ${inLetters(first + i)},+1786${2_000_000 + first + i},`);
  const body = ["name,phone,email", ...rows].join("\n");
  const { id, upload_url } = await ask<{ id: string; upload_url: string }>("POST", "/api/leads/imports", {
    file_size: body.length,
  });
  await fetch(upload_url, { method: "PUT", body });
  await expect
    .poll(async () => (await ask<{ status: string }>("GET", `/api/leads/imports/${id}`)).status, {
      timeout: 1_800_000,
      intervals: [1_000],
    })
    .toBe("COMPLETED");
}

interface Measured {
  ms: number;
  requests: number;
}

async function measure(page: Page): Promise<Map<string, Measured>> {
  const times = new Map<string, number[]>(STEPS.map(({ name }) => [name, []]));
  const requests = new Map<string, number>();
  let seen = 0;
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === "/api/leads") seen += 1;
  });
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    for (const { name, run } of STEPS) {
      seen = 0;
      const started = performance.now();
      await run(page);
      times.get(name)?.push(performance.now() - started);
      requests.set(name, seen);
    }
  }
  const median = (all: number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
  return new Map([...times].map(([name, all]) => [name, { ms: median(all), requests: requests.get(name) ?? 0 }]));
}

test("the Leads page with few leads and with many", async ({ page }) => {
  test.setTimeout(3_600_000);
  await importLeads(0, 120);
  const few = await measure(page);
  await importLeads(120, LEADS - 120);
  const many = await measure(page);
  console.log(`${"step".padEnd(20)}${"few".padStart(10)}${"100,000".padStart(10)}${"ratio".padStart(8)}  requests`);
  for (const [name, before] of few) {
    const after = many.get(name) ?? { ms: 0, requests: 0 };
    console.log(
      name.padEnd(20) +
        `${before.ms.toFixed(0)} ms`.padStart(10) +
        `${after.ms.toFixed(0)} ms`.padStart(10) +
        (after.ms / before.ms).toFixed(2).padStart(8) +
        `  ${before.requests} : ${after.requests}`,
    );
    expect(after.requests, name).toBe(before.requests);
  }
});
