/** What the first page costs to load, as the browser counts it. */
import type { Page } from "@playwright/test";

import { expect, signIn, test } from "./fixtures";

const BUDGET_BYTES = 200 * 1024;

interface Scripts {
  names: string[];
  /** Compressed, all together; asked for when nothing more comes. */
  bytes: () => Promise<number>;
}

/** Counts the scripts that a page loads from now on. */
function countScripts(page: Page): Scripts {
  const names: string[] = [];
  const sizes: Promise<number>[] = [];
  page.on("requestfinished", (request) => {
    if (request.resourceType() !== "script") return;
    names.push(new URL(request.url()).pathname);
    sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  return { names, bytes: async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) };
}

test("the first page loads at most 200 KB of compressed scripts, and no charts", async ({ page }) => {
  const scripts = countScripts(page);
  await page.goto("/", { waitUntil: "networkidle" });
  const { names } = scripts;
  const bytes = await scripts.bytes();
  await expect(page.locator("#page-title")).toHaveText("Dashboard");
  console.log(`    ${(bytes / 1024).toFixed(1)} KB in ${names.length} files`);
  expect(names.length).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(BUDGET_BYTES);
  expect(names.filter((name) => /chart|AnalyticsPage|Dropzone|MeetingsPage/i.test(name))).toEqual([]);
});

test("the head is shown, and the page's code asked for, before the first file is there", async ({ page }) => {
  const isFirstFile = (url: URL) => /^\/assets\/index-.*\.js$/.test(url.pathname);
  // Never answered.
  await page.route(isFirstFile, () => undefined);
  const asked = page.waitForRequest(/\/assets\/LeadPage-.*\.js$/);
  await page.goto("/leads/some-lead", { waitUntil: "commit" });
  await asked;
  await expect(page.getByText("HomeWork", { exact: true })).toBeVisible();
});

test("signing in and the first page after it stay within the same budget", async ({ browser, baseURL }) => {
  const page = await browser.newPage({ storageState: undefined, baseURL });
  const scripts = countScripts(page);
  await page.goto("/");
  await signIn(page);
  await page.waitForLoadState("networkidle");
  const bytes = await scripts.bytes();
  console.log(`    ${(bytes / 1024).toFixed(1)} KB`);
  expect(bytes).toBeLessThanOrEqual(BUDGET_BYTES);
  await page.close();
});
