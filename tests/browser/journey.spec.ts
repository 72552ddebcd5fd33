/** An operator's day, from signing in to a booked meeting, on the running system. */
import { readFileSync } from "node:fs";

import { ask, CALLEES, newNumber, transferLeads } from "./system";
import { expect, signIn, test } from "./fixtures";

const samples = readFileSync(new URL("../../infra/samples/leads.csv", import.meta.url), "utf8");

/**
 * The sample leads as a file, with other numbers for the people of the United States: the samples' own
 * may have been called on this system before. Who behaves how stays as it is.
 */
function sampleFile(): { name: string; mimeType: string; buffer: Buffer; rows: number } {
  const lines = samples.trim().split("\n");
  const fresh = lines
    .slice(1)
    .filter((line) => line.includes(",+1"))
    .map((line) => line.replace(/\+1\d+/, (number) => newNumber(Number(number.slice(-2)))));
  const broken = "Nobody There,12,nobody@example.com";
  const text = [lines[0], ...fresh, broken].join("\n");
  return { name: "leads.csv", mimeType: "text/csv", buffer: Buffer.from(text), rows: fresh.length };
}

// The journey begins with signing in, so it begins as a stranger.
test.use({ storageState: { cookies: [], origins: [] } });

test("an operator uploads leads, calls them, reads a call, sees the meeting, tunes the agent", async ({ page }) => {
  await page.goto("/");
  await signIn(page);

  const file = sampleFile();
  await test.step("upload the sample CSV", async () => {
    await page.getByRole("link", { name: "Leads", exact: true }).click();
    await page.getByRole("button", { name: "Upload CSV" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Upload leads" });
    await dialog.locator("input[type=file]").setInputFiles(file);
    await expect(dialog.getByRole("table", { name: "First rows of the file" })).toContainText("Grace Bennett");
    await dialog.getByRole("button", { name: "Upload", exact: true }).click();
    await expect(dialog.getByText("1 row was refused")).toBeVisible();
    await expect(dialog.getByText("Leads added").locator("..")).toContainText(String(file.rows));
    const download = page.waitForEvent("download");
    await dialog.getByRole("link", { name: "Download the refused rows" }).click();
    const errors = readFileSync(await (await download).path(), "utf8");
    expect(errors).toContain("phone");
    await dialog.getByRole("button", { name: "Done" }).click();
    // What became of the file stays beside the list, whose figures follow.
    await expect(page.getByRole("region", { name: "Import" })).toContainText(`${file.rows} leads imported`);
    await expect(page.getByRole("region", { name: "Import" })).toContainText("1 row was refused");
  });

  await test.step("start a campaign with leads that were selected", async () => {
    const rows = page.getByRole("table", { name: "Leads" }).getByRole("row");
    for (const name of ["Grace Bennett", "Marcus Hill", "Ethan Brooks"]) {
      await rows.filter({ hasText: name }).first().getByRole("checkbox").check();
    }
    await page.getByRole("region", { name: "Selection" }).getByRole("button", { name: "Start a campaign" }).click();
    const dialog = page.getByRole("dialog", { name: "Start a campaign" });
    await dialog.getByLabel("Name").fill("Browser campaign");
    await dialog.getByLabel("Seconds between calls").fill("1");
    await dialog.getByRole("button", { name: "Call 3 leads" }).click();
    await expect(page).toHaveURL(/\/campaigns\//);
    await expect(page.locator("#page-title")).toHaveText("Browser campaign");
  });

  await test.step("watch calls happen, until the campaign is over", async () => {
    await expect(page.getByText("Completed").first()).toBeVisible({ timeout: 90_000 });
  });

  await test.step("open the call of who booked, and read the conversation", async () => {
    await page.getByRole("link", { name: "Grace Bennett" }).first().click();
    await expect(page).toHaveURL(/\/(calls|leads)\//);
    if (page.url().includes("/leads/")) {
      await page.getByRole("main").getByRole("link", { name: "Call", exact: true }).first().click();
    }
    await expect(page.getByRole("main")).toContainText("Meeting booked");
    // The opening says that it is an AI that calls.
    await expect(page.getByRole("main")).toContainText(/AI assistant/);
    await expect(page.getByRole("main")).toContainText("Looked up free times");
  });

  await test.step("see the meeting in the calendar", async () => {
    const callId = page.url().split("/calls/")[1] ?? "";
    const { meeting_id } = await ask<{ meeting_id: string }>("GET", `/api/calls/${callId}`);
    const { scheduled_time } = await ask<{ scheduled_time: string }>("GET", `/api/meetings/${meeting_id}`);
    await page.getByRole("link", { name: "Meetings", exact: true }).click();
    await expect(page.locator("#page-title")).toHaveText("Meetings");
    await page.goto(`/meetings?view=week&date=${scheduled_time.slice(0, 10)}`);
    const meeting = page.getByRole("main").locator(`a[href*="${meeting_id}"]`).filter({ hasText: "Grace Bennett" });
    await meeting.first().click();
    await expect(page.locator("#page-title")).toContainText(/Grace Bennett/);
  });
});

test("a prompt is changed, tried in the playground, and put back", async ({ page }) => {
  await page.goto("/settings?tab=prompt");
  await signIn(page);
  const editor = page.getByRole("textbox", { name: /prompt/i }).first();
  await expect(editor).not.toHaveValue("");
  const before = await editor.inputValue();
  await editor.fill(`${before}\nAlways mention that the first meeting is free.`);
  await page.getByRole("button", { name: /^Save/ }).click();
  await expect(page.getByText("prompt saved")).toBeVisible();

  await page.getByRole("link", { name: /playground/i }).first().click();
  const say = async (text: string) => {
    await page.getByRole("textbox", { name: /say|message|answer/i }).fill(text);
    await page.keyboard.press("Enter");
  };
  await expect(page.getByRole("log")).toContainText(/AI assistant/);
  await say("Yes, what is it about?");
  const talk = page.getByRole("log");
  await expect(talk.getByText("Yes, what is it about?")).toBeVisible();
  // The opening and the answer: until it is there, nothing more can be said.
  await expect(talk.getByText("Agent", { exact: true })).toHaveCount(2);
  await say("Yes, that would interest me.");
  await expect(talk).toContainText("Looked up free times");

  await page.goto("/settings?tab=prompt");
  await page.getByRole("button", { name: /Reset to default/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: /Reset/ }).click();
  await expect(page.getByRole("textbox", { name: /prompt/i }).first()).not.toHaveValue(/first meeting is free/);
});

test("a partner is created, and its key is seen once", async ({ page }) => {
  await page.goto("/partners");
  await signIn(page);
  await page.getByRole("button", { name: /New partner|Create/ }).first().click();
  const dialog = page.getByRole("dialog").first();
  await dialog.getByLabel("Name").fill(`Browser partner ${Date.now()}`);
  await dialog.getByRole("button", { name: /Create/ }).click();
  const key = page.getByText(/^[A-Za-z0-9_-]{64}$/).or(page.locator("input[readonly]"));
  await expect(key.first()).toBeVisible();
  const shown = (await key.first().textContent()) || (await key.first().inputValue());
  expect(shown).toMatch(/^[A-Za-z0-9_-]{64}$/);
  // It opens the partner's route.
  const answer = await transferLeads(shown, [{ name: "From Partner", phone: newNumber(CALLEES.booksAtOnce) }]);
  expect(answer.status).toBe(200);
  await page.getByRole("button", { name: /I have stored/ }).click();
  await page.reload();
  await expect(page.locator("#page-title")).toBeVisible();
  expect(await page.content()).not.toContain(shown);
});
