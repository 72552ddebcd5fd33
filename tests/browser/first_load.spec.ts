/** What the first page costs to load, as the browser counts it. */
import type { Page } from "@playwright/test";

import { expect, signIn, test } from "./fixtures";

const BUDGET_BYTES = 200 * 1024;

/** The compressed bytes of all scripts that the page loads until nothing more comes. */
async function scriptsOf(page: Page, path: string): Promise<{ bytes: number; names: string[] }> {
  const names: string[] = [];
  const sizes: Promise<number>[] = [];
  page.on("requestfinished", (request) => {
    if (request.resourceType() !== "script") return;
    names.push(new URL(request.url()).pathname);
    sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  await page.goto(path, { waitUntil: "networkidle" });
  return { bytes: (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0), names };
}

test("the first page loads at most 200 KB of compressed scripts, and no charts", async ({ page }) => {
  const { bytes, names } = await scriptsOf(page, "/");
  await expect(page.locator("#page-title")).toHaveText("Dashboard");
  console.log(`    ${(bytes / 1024).toFixed(1)} KB in ${names.length} files`);
  expect(names.length).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(BUDGET_BYTES);
  expect(names.filter((name) => /chart|AnalyticsPage|Dropzone|MeetingsPage/i.test(name))).toEqual([]);
});

test("signing in and the first page after it stay within the same budget", async ({ browser, baseURL }) => {
  const page = await browser.newPage({ storageState: undefined, baseURL });
  const sizes: Promise<number>[] = [];
  page.on("requestfinished", (request) => {
    if (request.resourceType() === "script") sizes.push(request.sizes().then((s) => s.responseBodySize));
  });
  await page.goto("/");
  await signIn(page);
  await page.waitForLoadState("networkidle");
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  console.log(`    ${(bytes / 1024).toFixed(1)} KB`);
  expect(bytes).toBeLessThanOrEqual(BUDGET_BYTES);
  await page.close();
});
