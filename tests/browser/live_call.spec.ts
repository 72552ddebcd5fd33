/** A call while it goes on: found on the dashboard, followed as it is held, and ended. */
import { expect, test } from "./fixtures";
import { ask, CALLEES, newNumber, speakSlowly } from "./system";

const NAME = "Laura Live";

interface Lead {
  id: string;
  phone: string;
}

test("a call is followed while it is held, and ended by the operator", async ({ page }) => {
  const phone = newNumber(CALLEES.asksQuestions);
  const lead = await ask<Lead>("POST", "/api/leads", { name: NAME, phone });
  await speakSlowly(phone);
  await page.goto("/");
  await ask("POST", "/api/campaigns/start", { name: "Live", lead_ids: [lead.id], stagger_seconds: 1 });

  await test.step("it appears on the dashboard by itself", async () => {
    const now = page.getByRole("region", { name: "Calls in progress" });
    await now.getByRole("link", { name: NAME }).click({ timeout: 30_000 });
    await expect(page).toHaveURL(/\/calls\//);
  });

  await test.step("the conversation grows as it is held", async () => {
    const said = page.getByRole("log", { name: "Conversation" }).locator("li[data-who]");
    await expect(page.getByText("Call in progress")).toBeVisible();
    await expect(said).toHaveCount(3);
    await expect(said.nth(1)).toContainText(NAME);
  });

  await test.step("the operator ends it", async () => {
    await page.getByRole("button", { name: "End call" }).click();
    const dialog = page.getByRole("dialog", { name: "End this call?" });
    await dialog.getByRole("button", { name: "End call" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("The call ended")).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole("button", { name: "End call" })).toBeHidden();
    await expect(page.getByRole("main")).toContainText("an operator ended the call");
  });

  await test.step("the dashboard tells of it, and leads back to it", async () => {
    const address = page.url();
    await page.getByRole("link", { name: "Dashboard", exact: true }).click();
    const entry = page.getByRole("region", { name: "Recent activity" }).getByRole("listitem").filter({ hasText: NAME });
    await entry.getByRole("link", { name: NAME }).click();
    await expect(page).toHaveURL(address);
  });
});
