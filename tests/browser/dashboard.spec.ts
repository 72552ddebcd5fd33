/** The dashboard as the day's work: what is due today, and what waits for somebody. */
import type { Page } from "@playwright/test";

import { expect, test } from "./fixtures";

/** Half past this hour, today on the clock of the page. */
const halfPast = (page: Page, hour: number) =>
  page.evaluate((of) => new Date(new Date().setHours(of, 30, 0, 0)).toISOString(), hour);
const NONE = { next_cursor: null };

/** Without any, the page shows the first steps instead. */
const withLeads = (page: Page) =>
  page.route("**/api/analytics/overview", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ json: { ...(await answer.json()), total_leads: 9 } });
  });

// The page asks again and again, also just when a test ends.
test.afterEach(({ page }) => page.unrouteAll({ behavior: "ignoreErrors" }));

test("the dashboard shows today's meetings and what is paused", async ({ page }) => {
  const meeting = (id: string, at: string, more = {}) => ({
    id,
    scheduled_time: at,
    status: "SCHEDULED",
    attention: [],
    overlaps: false,
    ...more,
  });
  const [morning, afternoon] = [await halfPast(page, 9), await halfPast(page, 15)];
  const meetings = [
    meeting("one", morning, { lead_name: "Maximiliane Oberhauser-Wittgenstein of the Far Too Long Name" }),
    meeting("two", afternoon, { lead_name: "Ana Ruiz", guest_response: "DECLINED" }),
    meeting("off", afternoon, { lead_name: "Called Off", status: "CANCELLED" }),
  ];
  const reason = { vendor: "twilio", message: "Twilio is down.", since: morning, automatic: true, code: "503" };
  const campaigns = [
    { id: "auto", name: "Spring", pause_reason: reason, updated_at: morning },
    { id: "own", name: "Autumn", pause_reason: null, updated_at: morning },
  ];
  await page.route("**/api/meetings?**", (route) => route.fulfill({ json: { meetings, total: 3, ...NONE } }));
  await page.route("**/api/campaigns?**", (route) => route.fulfill({ json: { campaigns, total: 8, ...NONE } }));
  await withLeads(page);
  await page.goto("/");
  const part = (title: string) => page.getByRole("region", { name: title });
  await expect(part("Today's meetings").getByRole("listitem")).toHaveText([
    /9:30.*Maximiliane.*Scheduled/,
    /15:30 Ana Ruiz.*Guest declined/,
  ]);
  await expect(part("Paused campaigns").getByRole("listitem")).toHaveText([
    /^Spring.*Automatically/,
    /^Autumn.*By an operator/,
    "And 6 more campaigns",
  ]);
  await page.getByRole("link", { name: /Ana Ruiz/ }).click();
  await expect(page).toHaveURL(/\/meetings\/two$/);
});

test("a day without meetings names the next one", async ({ page }) => {
  const next = { id: "next", scheduled_time: "2099-03-02T10:00:00Z", status: "CONFIRMED", lead_name: "Ana Ruiz" };
  await page.route("**/api/meetings?**", (route) =>
    route.fulfill({ json: { meetings: [next], total: 1, ...NONE } }),
  );
  await withLeads(page);
  await page.goto("/");
  const meetings = page.getByRole("region", { name: "Today's meetings" });
  await expect(meetings).toContainText("No meetings today. The next one is");
  await expect(meetings.getByRole("link", { name: /with Ana Ruiz/ })).toHaveAttribute("href", "/meetings/next");
});
