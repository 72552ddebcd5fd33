/** Choosing the numbers that leads are called from. */
import { expect, test } from "./fixtures";
import { ask } from "./system";

const NUMBERS = "/api/settings/caller-numbers";

interface Callers {
  version: number;
}

test.afterEach(async () => {
  const { version } = await ask<Callers>("GET", NUMBERS);
  await ask("PUT", NUMBERS, { numbers: [], version });
});

test("an admin chooses the numbers to call from, unless somebody else has meanwhile", async ({ page }) => {
  await page.goto("/settings?tab=callers");
  const table = page.getByRole("table", { name: "Caller numbers" });
  const row = (number: string) => table.getByRole("row").filter({ hasText: number });
  await expect(row("+15005550006")).toContainText("main number");
  await expect(row("+15005550006")).toContainText("In use");
  await expect(row("+13125550100")).toContainText("Makes no calls");
  await expect(row("+13125550100").getByRole("switch")).toBeDisabled();

  await row("+12125550100").getByRole("switch").click();
  await row("+13035550100").getByRole("switch").click();
  await page.getByLabel("Calls a day from +12125550100").fill("150");
  await page.getByRole("button", { name: "Save numbers" }).click();
  await expect(page.getByText("Caller numbers saved.")).toBeVisible();
  await expect(row("+12125550100")).toContainText("In use");
  await expect(row("+13035550100")).toContainText("don’t reach HomeWork");
  await expect(page.getByRole("button", { name: "Save numbers" })).toBeDisabled();

  // Somebody else changes them meanwhile.
  const { version } = await ask<Callers>("GET", NUMBERS);
  await ask("PUT", NUMBERS, { numbers: [{ number: "+34910000001" }], version });
  await row("+13035550100").getByRole("switch").click();
  await page.getByRole("button", { name: "Save numbers" }).click();
  await expect(page.getByText("changed since")).toBeVisible();
});
