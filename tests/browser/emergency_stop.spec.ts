/** The emergency stop: from any page, told on all of them, and lifted by an admin alone. */
import type { Page } from "@playwright/test";

import { expect, signIn, test } from "./fixtures";
import { ask, CALLEES, endpoints, newNumber, newOperator } from "./system";

interface Calling {
  stop: { stopped_at: string } | null;
  running_campaigns: number;
  active_calls: number;
}

const calling = () => ask<Calling>("GET", "/api/calling");

async function resume(): Promise<void> {
  const { stop } = await calling();
  if (stop) await ask("POST", "/api/calling/resume", { stopped_at: stop.stopped_at, reason: "Test over" });
}

const banner = (page: Page) => page.getByRole("region", { name: "Emergency stop" });

// Whatever becomes of a test, the others call.
test.afterEach(resume);

test("calling is stopped from any page, all pages say so, and it goes on for a reason", async ({ page }) => {
  const { id } = await ask<{ id: string }>("POST", "/api/leads", {
    name: "Ana Ringing",
    phone: newNumber(CALLEES.ringsOn),
  });
  const { campaign_id } = await ask<{ campaign_id: string }>("POST", "/api/campaigns/start", {
    name: "Rings",
    lead_ids: [id],
    stagger_seconds: 1,
  });
  await expect
    .poll(async () => (await calling()).active_calls, { timeout: 30_000 })
    .toBeGreaterThan(0);
  await page.goto("/meetings");
  await page.getByRole("button", { name: "Emergency stop" }).click();
  const dialog = page.getByRole("dialog", { name: "Stop all calling?" });
  await expect(dialog).toContainText(/\d+ running campaigns? stops? calling/);
  await expect(dialog).toContainText(/\d+ calls? (is|are) under way/);
  await expect(dialog).toContainText("Only an admin can resume calling.");
  await expect(dialog.getByLabel("Also end conversations under way")).not.toBeChecked();
  await dialog.getByLabel("Reason").fill("The list has the wrong numbers");
  await dialog.getByRole("button", { name: "Stop all calling" }).click();

  await expect(banner(page)).toContainText("All calling is stopped");
  await expect(banner(page)).toContainText("The list has the wrong numbers");
  await expect(banner(page)).toContainText(endpoints.operator.username);
  await page.goto("/status");
  await expect(banner(page)).toContainText("All calling is stopped");
  await expect(page.getByRole("main").getByText("All calling is stopped")).toHaveCount(2);
  await expect
    .poll(async () => (await ask<{ status: string }>("GET", `/api/leads/${id}`)).status, { timeout: 60_000 })
    .toBe("QUEUED");

  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByRole("button", { name: "Emergency stop" })).toBeInViewport();
  await banner(page).getByRole("button", { name: "Resume calling" }).click();
  const resuming = page.getByRole("dialog", { name: "Resume calling?" });
  await expect(resuming.getByRole("button", { name: "Resume calling" })).toBeDisabled();
  await resuming.getByLabel("Reason").fill("The list is corrected");
  await resuming.getByRole("button", { name: "Resume calling" }).click();
  await expect(banner(page)).not.toContainText("All calling is stopped");
  expect((await calling()).stop).toBeNull();
  await ask("POST", `/api/campaigns/${campaign_id}/cancel`, {});

  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto("/audit");
  const trail = page.getByRole("table", { name: "Audit trail" });
  await expect(trail.getByRole("row", { name: /Resumed calling/ }).first()).toContainText("The list is corrected");
});

test.describe("of another role", () => {
  test.use({ storageState: { cookies: [], origins: [] } });

  test("an operator stops calling and leaves it to an admin to resume", async ({ page }) => {
    await page.goto("/leads");
    await signIn(page, await newOperator("operator"));
    await page.getByRole("button", { name: "Emergency stop" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Stop all calling" }).click();
    await expect(banner(page)).toContainText("Only admins can resume calling.");
    await expect(page.getByRole("button", { name: "Resume calling" })).toHaveCount(0);
  });
});
