/** The page of the system's status, and the banner that agrees with it. */
import { expect, test } from "./fixtures";
import { endpoints, purge, sendMessage } from "./system";
import { troubled } from "./troubled";

test("work that was given up stands on the page and in the banner, until it is gone", async ({ page }) => {
  const queue = endpoints.queues.finalize_dlq ?? "";
  await sendMessage(queue, { call_id: "lost" });
  await page.goto("/");
  await page.getByRole("link", { name: "Status", exact: true }).click();
  const row = page.getByRole("table", { name: "Queues" }).getByRole("row", { name: /Call summaries/ });
  const words = "1 call could not be summarized";
  await expect(row).toContainText(words, { timeout: 30_000 });
  await expect(page.getByText("Needs attention")).toBeVisible();
  // It is asked for every ten seconds, and the queues behind it once in a minute.
  const banner = page.getByRole("region", { name: "Alerts" });
  await expect(banner).toContainText(words, { timeout: 90_000 });
  await page.goto("/leads");
  await banner.getByRole("link", { name: "Open status" }).click();
  await expect(page.locator("#page-title")).toHaveText("Status");

  await purge(queue);
  await expect(page.getByText(words)).toHaveCount(0, { timeout: 90_000 });
  await expect(page.getByText("All systems working")).toBeVisible({ timeout: 60_000 });
});

test("a vendor, a campaign and a queue that need attention are told apart from those that do not", async ({ page }) => {
  await page.route("**/api/status", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ json: troubled(await answer.json()) });
  });
  await page.goto("/status");
  await expect(page.getByText("Calls are stopped")).toBeVisible();
  const vendors = page.getByRole("table", { name: "Vendors" });
  await expect(vendors.getByRole("row", { name: /Twilio/ })).toContainText("Not working");
  await expect(vendors.getByRole("row", { name: /Google/ })).toContainText("No problems");
  const paused = page.getByRole("region", { name: "Paused automatically" });
  await expect(paused.getByRole("link", { name: "Spring leads" })).toHaveAttribute("href", /^\/campaigns\//);
  await expect(page.getByText("Their figures are unknown: Partner updates (failed).")).toBeVisible();
  const limits = page.getByRole("region", { name: "Today’s limits" });
  await expect(limits.getByRole("link", { name: "Newsletter readers" })).toBeVisible();
});
