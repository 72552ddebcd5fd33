import { test as base, expect, type Page } from "@playwright/test";

import { endpoints } from "./system";

export { expect };

/** Signs in by the form, as an operator does. */
export async function signIn(page: Page, operator = endpoints.operator): Promise<void> {
  await page.getByLabel("E-mail address").fill(operator.username);
  await page.getByRole("textbox", { name: "Password" }).fill(operator.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.locator("#page-title")).toBeVisible();
}

type Storage = Awaited<ReturnType<ReturnType<Page["context"]>["storageState"]>>;

/** Tests whose pages are signed in already, and which fail on any error of the page itself. */
export const test = base.extend<{ faultless: void }, { signedIn: Storage }>({
  signedIn: [
    async ({ browser }, use) => {
      const context = await browser.newContext({ baseURL: endpoints.dashboard_url });
      const page = await context.newPage();
      await page.goto("/");
      await signIn(page);
      const storage = await context.storageState();
      await context.close();
      await use(storage);
    },
    { scope: "worker" },
  ],
  storageState: ({ signedIn }, use) => use(signedIn),
  faultless: [
    async ({ page }, use) => {
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(error.message));
      page.on("console", (message) => {
        if (/Content Security Policy/.test(message.text())) faults.push(message.text());
      });
      await use();
      expect(faults, "errors of the page").toEqual([]);
    },
    { auto: true },
  ],
});

/** Every page, with what its title says; ids are put in by the tests that know some. */
export const PAGES: [path: string, title: string][] = [
  ["/", "Dashboard"],
  ["/leads", "Leads"],
  ["/campaigns", "Campaigns"],
  ["/calls", "Calls"],
  ["/do-not-call", "Do not call"],
  ["/meetings?view=list", "Meetings"],
  ["/meetings?view=month", "Meetings"],
  ["/analytics", "Analytics"],
  ["/playground", "Playground"],
  ["/status", "Status"],
  ["/partners", "Partners"],
  ["/settings?tab=prompt", "Settings"],
  ["/settings?tab=voice", "Settings"],
  ["/settings?tab=vendors", "Settings"],
  ["/audit", "Audit trail"],
  ["/docs", "Documentation"],
];
