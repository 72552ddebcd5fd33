import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

import { expect, PAGES, test } from "./fixtures";
import { ask } from "./system";

/** What axe finds that keeps somebody from using the page. */
async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary}`));
}

/** The page is there, with its data. */
async function settled(page: Page): Promise<void> {
  await expect(page.locator("#page-title")).toBeVisible();
  await expect(page.locator("[data-testid=skeleton]")).toHaveCount(0);
  await expect(page.locator("#main[data-arriving]")).toHaveCount(0);
  // A skeleton takes a moment to show: what has not asked for its data yet, or is asking, changes while axe looks.
  await page.waitForLoadState("networkidle");
}

/** The page of the newest of each kind. */
async function detailPages(): Promise<string[]> {
  const [leads, campaigns, calls, meetings, partners] = await Promise.all([
    ask<{ leads: { id: string }[] }>("GET", "/api/leads?page_size=1"),
    ask<{ campaigns: { id: string }[] }>("GET", "/api/campaigns?page_size=2"),
    ask<{ calls: { id: string }[] }>("GET", "/api/calls?page_size=1"),
    ask<{ meetings: { id: string }[] }>("GET", "/api/meetings?page_size=1"),
    ask<{ partners: { id: string }[] }>("GET", "/api/partners?page_size=1"),
  ]);
  return [
    ...leads.leads.map(({ id }) => `/leads/${id}`),
    ...campaigns.campaigns.slice(0, 1).map(({ id }) => `/campaigns/${id}`),
    `/campaigns/compare?with=${campaigns.campaigns.map(({ id }) => id).join(",")}`,
    ...calls.calls.map(({ id }) => `/calls/${id}`),
    ...meetings.meetings.map(({ id }) => `/meetings/${id}`),
    ...partners.partners.map(({ id }) => `/partners/${id}`),
  ];
}

/** Each page in both colours and both widths, if not in every pair of them: the frame around the pages is in all. */
const SETTINGS = [
  { scheme: "light", width: 1280, everyNth: 1 },
  { scheme: "dark", width: 390, everyNth: 1 },
  { scheme: "light", width: 390, everyNth: 5 },
  { scheme: "dark", width: 1280, everyNth: 5 },
] as const;

for (const { scheme, width, everyNth } of SETTINGS) {
  test(`no page has barriers, ${scheme}, ${width} pixels wide`, async ({ page }) => {
    test.setTimeout(600_000);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 900 });
    const pages = [...PAGES.map(([path]) => path), ...(await detailPages())];
    const found: Record<string, string[]> = {};
    for (const path of pages.filter((_, index) => index % everyNth === 0)) {
      await page.goto(path);
      await settled(page);
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      const problems = [...(await barriers(page)), ...(wider > 0 ? [`the page is ${wider} pixels too wide`] : [])];
      if (problems.length > 0) found[path] = problems;
    }
    expect(found).toEqual({});
  });
}

test("the sign-in page and the dialogs have no barriers", async ({ page, browser, baseURL }) => {
  const nobody = await browser.newContext({ storageState: undefined, baseURL });
  const stranger = await nobody.newPage();
  await stranger.goto("/");
  await expect(stranger.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(await barriers(stranger)).toEqual([]);
  await nobody.close();

  for (const dialog of [
    "/leads?dialog=new",
    "/leads?dialog=upload",
    "/leads?dialog=campaign",
    "/partners?dialog=new",
  ]) {
    await page.goto(dialog);
    await expect(page.getByRole("dialog")).toBeVisible();
    expect(await barriers(page), dialog).toEqual([]);
  }
  await page.goto("/");
  await settled(page);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(await barriers(page), "command palette").toEqual([]);
});

test("a keyboard leads through: skip link, palette, search", async ({ page }) => {
  await page.goto("/leads");
  await settled(page);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the page" })).toBeFocused();
  await page.keyboard.press("Control+k");
  await page.getByRole("textbox", { name: "Search or go to" }).fill("analyt");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/analytics/);
  await expect(page.locator("#page-title")).toBeFocused();
  await page.goto("/leads");
  await settled(page);
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: /Search/ })).toBeFocused();
});
