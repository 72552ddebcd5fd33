/** The API failing, slow, or refusing the token in the middle of work, on each page. */
import type { Locator, Page, Route } from "@playwright/test";

import { expect, PAGES, signIn, test } from "./fixtures";
import { ask, CALLEES, endpoints, newNumber } from "./system";

const problem = (status: number, detail: string) => (route: Route) =>
  route.fulfill({
    status,
    contentType: "application/problem+json",
    body: JSON.stringify({ type: "about:blank", title: "", status, detail, request_id: "a-request" }),
  });

/** Both the API and Cognito take the session for over. */
async function endSession(page: Page): Promise<void> {
  await page.route("**/api/**", problem(401, "Unauthorized"));
  await page.route("**/cognito", (route) =>
    route.fulfill({ status: 400, body: JSON.stringify({ __type: "NotAuthorizedException", message: "over" }) }),
  );
}

/** Gives the password in the dialog that asks for it, once API and Cognito would take it. */
async function signInAgain(page: Page): Promise<Locator> {
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  await expect(dialog).toBeVisible();
  await page.unroute("**/api/**");
  await page.unroute("**/cognito");
  await dialog.getByRole("textbox", { name: "Password" }).fill(endpoints.operator.password);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  return dialog;
}

/** Pages that show something of the API as soon as they are opened. */
const LIVE_PAGES = PAGES.filter(([path]) => !path.startsWith("/docs"));

const retryButtons = (page: Page) => page.getByRole("main").getByRole("button", { name: "Try again" });

for (const [path, title] of LIVE_PAGES) {
  test(`${path} says that the API fails, and recovers`, async ({ page }) => {
    await page.route("**/api/**", problem(500, "The table does not answer."));
    await page.goto(path);
    await expect(page.locator("#page-title")).toHaveText(title);
    await expect(retryButtons(page).first()).toBeVisible();
    await expect(page.getByRole("main").getByText("The table does not answer.").first()).toBeVisible();

    await page.unroute("**/api/**");
    // Parts may share a request: a retry of one can fix another.
    await expect(async () => {
      const button = retryButtons(page).first();
      if (await button.isVisible()) await button.click({ timeout: 1_000 });
      await expect(retryButtons(page)).toHaveCount(0, { timeout: 1_000 });
    }).toPass();
    await expect(page.locator("[data-testid=skeleton]")).toHaveCount(0);
  });

  test(`${path} shows that it waits for a slow API`, async ({ page }) => {
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route("**/api/**", async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(path);
    await expect(page.locator("#page-title")).toHaveText(title);
    await expect(page.locator("[data-testid=skeleton]").first()).toBeVisible();
    await expect(page.getByText(/takes longer than usual/).first()).toBeVisible();
    answer();
    await expect(page.locator("[data-testid=skeleton]")).toHaveCount(0);
    await expect(page.getByText(/takes longer than usual/)).toHaveCount(0);
  });

  test(`${path} asks for the password when the session ends, and goes on`, async ({ page }) => {
    await endSession(page);
    await page.goto(path);
    const dialog = await signInAgain(page);
    await expect(dialog).toBeHidden();
    await expect(page.locator("#page-title")).toHaveText(title);
    await expect(page.locator("[data-testid=skeleton]")).toHaveCount(0);
    await expect(retryButtons(page)).toHaveCount(0);
  });
}

test("what was typed survives a session that ends in the middle of work", async ({ page }) => {
  await page.goto("/leads?dialog=new");
  const form = page.getByRole("dialog", { name: "New lead" });
  await form.getByLabel("Name").fill("Typed Before");
  await form.getByLabel("Phone").fill("12");
  await endSession(page);
  await form.getByRole("button", { name: "Add lead" }).click();
  await signInAgain(page);
  // The request was repeated: the API's word on the number stands at its field, and the name is there.
  await expect(form.getByText(/has no calling code/i)).toBeVisible();
  await expect(form.getByLabel("Name")).toHaveValue("Typed Before");
});

test("a list that cannot be refreshed stays, and says so", async ({ page }) => {
  await ask("POST", "/api/leads", { name: "Listed Lead", phone: newNumber(CALLEES.booksAtOnce) });
  await page.goto("/leads");
  await expect(page.getByRole("table", { name: "Leads" })).toBeVisible();
  await page.route("**/api/leads?**", problem(503, "The table does not answer."));
  await expect(page.getByText(/Not up to date/)).toBeVisible({ timeout: 40_000 });
  await expect(page.getByRole("table", { name: "Leads" })).toBeVisible();
});

test("an address leads to its page after signing in, and signing out forgets everything", async ({ browser }) => {
  const page = await browser.newPage({ storageState: undefined, baseURL: endpoints.dashboard_url });
  await page.goto("/leads?status=PENDING");
  await signIn(page);
  await expect(page).toHaveURL(/\/leads\?status=PENDING/);
  await expect(page.getByRole("combobox", { name: "Status" })).toHaveValue("PENDING");
  await page.getByRole("button", { name: "Account and appearance" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(await page.evaluate(() => localStorage.getItem("homework.session"))).toBeNull();
  await page.close();
});

test("a wrong password is refused in words", async ({ browser }) => {
  const page = await browser.newPage({ storageState: undefined, baseURL: endpoints.dashboard_url });
  await page.goto("/");
  await page.getByLabel("E-mail address").fill(endpoints.operator.username);
  await page.getByRole("textbox", { name: "Password" }).fill("Not-The-Password-1");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toHaveText("Incorrect e-mail address or password.");
  await page.close();
});
