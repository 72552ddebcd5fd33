/** What each role is offered. */
import type { Page } from "@playwright/test";

import { expect, signIn, test } from "./fixtures";
import { ask, CALLEES, endpoints, newNumber, newOperator } from "./system";

test.use({ storageState: { cookies: [], origins: [] } });

/** Opens the page and waits for its first list or figures. */
async function open(page: Page, path: string, title: string): Promise<void> {
  await page.goto(path);
  await expect(page.locator("#page-title")).toHaveText(title);
}

async function roleInMenu(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Account and appearance" }).click();
  const menu = page.getByRole("menu");
  await expect(menu).toBeVisible();
  const text = await menu.innerText();
  await page.keyboard.press("Escape");
  return text;
}

test("a viewer looks, and is offered nothing else", async ({ page }) => {
  await page.goto("/leads");
  await signIn(page, await newOperator("viewer"));
  expect(await roleInMenu(page)).toContain("Viewer");
  await expect(page.getByRole("table", { name: "Leads" }).or(page.getByText("No leads yet"))).toBeVisible();
  for (const name of ["New lead", "Upload CSV", "Start a campaign", "Export", "Emergency stop"]) {
    await expect(page.getByRole("button", { name })).toHaveCount(0);
  }
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await open(page, "/settings?tab=prompt", "Settings");
  await expect(page.getByText("Only admins can change this.")).toBeVisible();
  await expect(page.getByLabel("English prompt")).not.toBeEditable();
  await open(page, "/settings?tab=vendors", "Settings");
  await expect(page.getByText("Viewers cannot do this.")).toBeVisible();
  await open(page, "/playground", "Playground");
  await expect(page.getByText("Viewers cannot do this.")).toBeVisible();
});

test("an operator works with leads, and decides neither what is said nor who sends some", async ({ page }) => {
  await page.goto("/leads");
  await signIn(page, await newOperator("operator"));
  expect(await roleInMenu(page)).toContain("Operator");
  await expect(page.getByRole("button", { name: "New lead" }).first()).toBeVisible();
  await open(page, "/partners", "Partners");
  await expect(page.getByRole("button", { name: "New partner" })).toHaveCount(0);
  await open(page, "/settings?tab=voice", "Settings");
  await expect(page.getByText("Only admins can change this.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save voice" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Audit trail" })).toHaveCount(0);
  await open(page, "/audit", "Audit trail");
  await expect(page.getByText("Only admins can read this.")).toBeVisible();
});

test("an admin reads who changed what", async ({ page }) => {
  const { id } = await ask<{ id: string }>("POST", "/api/leads", {
    name: "Ana Audit",
    phone: newNumber(CALLEES.doesNotAnswer),
  });
  await page.goto("/");
  await signIn(page);
  await page.getByRole("link", { name: "Audit trail" }).click();
  const rows = page.getByRole("table", { name: "Audit trail" }).getByRole("row");
  const entry = rows.filter({ has: page.locator(`a[href="/leads/${id}"]`) });
  await expect(entry).toContainText("Added a lead");
  await expect(entry).toContainText("Done");
  await entry.getByRole("button", { name: `Only ${endpoints.operator.username}` }).click();
  await expect(page.getByText(`Operator: ${endpoints.operator.username}`)).toBeVisible();
  await page.getByLabel("Day, in UTC").fill("2020-02-29");
  await expect(page.getByText("Nothing then")).toBeVisible();
  await page.getByLabel("Day, in UTC").fill("");
  await entry.getByRole("link", { name: "Added a lead" }).click();
  await expect(page.locator("#page-title")).toHaveText("Ana Audit");
});
