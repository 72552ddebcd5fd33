/** Whom a campaign calls again, from the dialog that starts it to the file that says why each was called. */
import { readFileSync } from "node:fs";

import { expect, test } from "./fixtures";
import { ask, CALLEES, newNumber } from "./system";

interface Lead {
  id: string;
  status: string;
  next_attempt_at: string | null;
}

const leadOf = (id: string) => ask<Lead>("GET", `/api/leads/${id}`);

test("an operator says how often leads are called, changes it, calls one again and exports the evidence", async ({
  page,
}) => {
  const name = `Again ${Date.now().toString(36).replace(/\d/g, "x")}`;
  const { id } = await ask<Lead>("POST", "/api/leads", { name, phone: newNumber(CALLEES.doesNotAnswer) });

  await test.step("start a campaign that calls twice", async () => {
    await page.goto(`/leads/${id}`);
    await page.getByRole("button", { name: "Call", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Start a campaign" });
    await dialog.getByLabel("Name", { exact: true }).fill(name);
    await expect(dialog.getByTestId("forecast")).toContainText("1 of 1");
    await expect(dialog.getByTestId("forecast")).toContainText(/\$0\.\d\d, about.*what Twilio charges/s, {
      timeout: 60_000,
    });
    await dialog.getByLabel("Seconds between calls").fill("1");
    await dialog.getByLabel("Calls to a lead at most").fill("2");
    await dialog.getByRole("button", { name: "When to call again" }).click();
    await dialog.getByRole("checkbox", { name: "Busy" }).uncheck();
    await dialog.getByLabel("No answer: minutes until the next call").fill("90");
    await dialog.getByRole("button", { name: "Call 1 lead" }).click();
    await expect(page.locator("#page-title")).toHaveText(name);
    await expect(page.getByText("At most 2 calls")).toBeVisible();
  });

  await test.step("see that the lead is called again later", async () => {
    await expect.poll(async () => (await leadOf(id)).next_attempt_at !== null, { timeout: 60_000 }).toBe(true);
    await expect(page.getByText("One lead is called again at a later time.")).toBeVisible({ timeout: 60_000 });
    await page.goto(`/leads/${id}`);
    await expect(page.getByText("Next call", { exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: "Call again" })).toBeHidden();
    await page.goBack();
  });

  await test.step("have nobody called again", async () => {
    await page.getByRole("button", { name: "Edit" }).click();
    const dialog = page.getByRole("dialog", { name: "Edit campaign" });
    await dialog.getByLabel("Calls to a lead at most").fill("1");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("One call", { exact: true })).toBeVisible();
  });

  await test.step("export why the lead was called", async () => {
    await expect(page.getByRole("table", { name: "Decisions" })).toContainText("Called");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export evidence" }).click();
    const [header, row] = readFileSync(await (await download).path(), "utf8").split("\r\n");
    expect(header).toContain("local_times");
    expect(row).toContain(id);
    expect(row).toContain("called");
  });

  await test.step("cancel it, and call the lead again", async () => {
    await page.getByRole("button", { name: "Cancel", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel campaign" }).click();
    await expect.poll(async () => (await leadOf(id)).next_attempt_at, { timeout: 60_000 }).toBeNull();
    expect((await leadOf(id)).status).toBe("NO_ANSWER");
    await page.goto(`/leads/${id}`);
    await page.getByRole("button", { name: "Call again" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Call 1 lead" }).click();
    await expect(page).toHaveURL(/\/campaigns\//);
    await expect.poll(async () => (await leadOf(id)).next_attempt_at !== null, { timeout: 60_000 }).toBe(true);
  });

  await test.step("compare both campaigns", async () => {
    await page.goto("/campaigns");
    const campaigns = page.getByRole("table", { name: "Campaigns", exact: true });
    await campaigns.getByRole("checkbox", { name: `Select ${name}`, exact: true }).check();
    await expect(page.getByText("Select another one to compare them.")).toBeVisible();
    await campaigns
      .getByRole("checkbox", { name: /^Select (?!all )/ })
      .first()
      .check();
    await page.getByRole("link", { name: "Compare", exact: true }).click();
    const table = page.getByRole("table", { name: "Campaigns side by side" });
    await expect(table.getByRole("columnheader")).toHaveCount(2);
    await expect(table.getByRole("columnheader", { name, exact: true })).toBeVisible();
    await expect(table.getByRole("row", { name: /^Calls to a lead One call/ })).toBeVisible();
  });
});

test("a campaign starts later, at hours of its own, until its operator has it start at once", async ({ page }) => {
  const { id } = await ask<Lead>("POST", "/api/leads", {
    name: "Later On",
    phone: newNumber(CALLEES.doesNotAnswer),
  });
  const once = { attempts: 1, retries: [] };
  // A day that is not on anywhere in the world.
  const isMidweek = [2, 3, 4].includes(new Date().getUTCDay());
  const without = isMidweek ? { day: "Sun", words: "Mon–Sat" } : { day: "Wed", words: "Mon, Tue, Thu–Sun" };
  await page.goto(`/leads/${id}`);
  await page.getByRole("button", { name: "Call", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Start a campaign" });
  await dialog.getByLabel("Calls to a lead at most").fill("1");
  await dialog.getByRole("button", { name: "Times and limits" }).click();
  const nextYear = new Date().getFullYear() + 1;
  await dialog.getByLabel("Starts at").fill(`${nextYear}-03-02T10:00`);
  await dialog.getByLabel("Not before").fill("10:00");
  await dialog.getByText(without.day, { exact: true }).click();
  await dialog.getByLabel("Calls in a day at most").fill("40");
  await dialog.getByLabel("Calls at the same time at most").fill("7");
  await expect(dialog.getByTestId("forecast")).toContainText("waits, until the campaign starts");
  await dialog.getByRole("button", { name: "Call 1 lead" }).click();
  await expect(page.getByText(`10:00–24:00, ${without.words}, by the lead's clock`)).toBeVisible();
  await expect(page.getByText("At most 40", { exact: true })).toBeVisible();
  await expect(page.getByText("At most 7", { exact: true })).toBeVisible();
  await expect(page.getByText("Calls from", { exact: true })).toBeVisible();

  await page.getByRole("button", { name: "Edit" }).click();
  const edit = page.getByRole("dialog", { name: "Edit campaign" });
  await edit.getByLabel("Ends at").fill("2001-01-01T10:00");
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(edit.getByText("must be in the future")).toBeVisible();
  await edit.getByLabel("Ends at").fill("");
  await edit.getByLabel("Starts at").fill("");
  await edit.getByLabel("Not before").fill("");
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(edit).toBeHidden();
  await expect(page.getByText("Calls from", { exact: true })).toBeHidden();
  await expect(page.getByText(`${without.words}, by the lead's clock`)).toBeVisible();
  const campaign = page.url().split("/").pop() ?? "";
  await ask("PATCH", `/api/campaigns/${campaign}`, { policy: once });
  await expect.poll(async () => (await leadOf(id)).status, { timeout: 60_000 }).toBe("NO_ANSWER");
});

test("an operator has a message left on voicemail, in words of their own", async ({ page }) => {
  const name = `Voicemail ${Date.now().toString(36).replace(/\d/g, "x")}`;
  const words = "I called about your roof.";
  const { id } = await ask<Lead>("POST", "/api/leads", { name, phone: newNumber(CALLEES.voicemail) });
  await page.goto(`/leads/${id}`);
  await page.getByRole("button", { name: "Call", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Start a campaign" });
  await dialog.getByLabel("Name", { exact: true }).fill(name);
  await expect(dialog.getByLabel("Reason for the call")).toBeHidden();
  await dialog.getByRole("switch", { name: "Leave a message on voicemail" }).check();
  await dialog.getByLabel("Reason for the call").fill(words);
  await dialog.getByRole("button", { name: "Call 1 lead" }).click();
  await expect(page.getByText("In your words (English), once a lead")).toBeVisible();

  const latest = page.getByRole("table", { name: "Latest calls" });
  await expect(latest).toContainText("Voicemail", { timeout: 60_000 });
  const { calls } = await ask<{ calls: Lead[] }>("GET", `/api/calls?campaign_id=${page.url().split("/").pop()}`);
  await page.goto(`/calls/${calls[0]?.id}`);
  await expect(page.getByText("A message was left", { exact: true })).toBeVisible({ timeout: 60_000 });
  // In the conversation, and in the transcript once the call is written up.
  await expect(page.getByText(words).first()).toBeVisible();
});

test("an operator has the agent call their own phone, and once more", async ({ page }) => {
  const name = `Test ${Date.now().toString(36).replace(/\d/g, "x")}`;
  const phone = newNumber(CALLEES.doesNotAnswer);
  const callMe = async (as: string) => {
    await page.goto("/playground");
    await page.getByRole("button", { name: "Call my phone" }).click();
    const dialog = page.getByRole("dialog", { name: "Call my phone" });
    await dialog.getByLabel("Your name").fill(as);
    await dialog.getByLabel("Your number").fill(phone);
    await expect(dialog.getByRole("button", { name: "Call me" })).toBeDisabled();
    await dialog.getByLabel("This is my own number").check();
    await dialog.getByRole("button", { name: "Call me" }).click();
    await expect(page.locator("#page-title")).toHaveText("Test call");
    await expect(page.getByText("One call", { exact: true })).toBeVisible();
    await expect(page.getByText("A test, left out", { exact: true })).toBeVisible();
    type Found = Lead & { phone: string; consent: { text: string } | null };
    const search = `/api/leads?search=${encodeURIComponent(as)}`;
    const { leads } = await ask<{ leads: Found[] }>("GET", search);
    const lead = leads.find((found) => found.phone === phone);
    expect(lead?.consent?.text).toContain("my own number");
    return lead?.id ?? "";
  };
  const id = await callMe(name);
  await expect.poll(async () => (await leadOf(id)).status, { timeout: 60_000 }).toBe("NO_ANSWER");
  expect(await callMe(`${name} again`)).toBe(id);
});

test("a campaign's page tells at which pace it calls, and at which it was to", async ({ page }) => {
  const lead = () => ask<Lead>("POST", "/api/leads", { name: "Pace Keeper", phone: newNumber(CALLEES.doesNotAnswer) });
  const leads = await Promise.all(Array.from({ length: 20 }, lead));
  const { campaign_id: id } = await ask<{ campaign_id: string }>("POST", "/api/campaigns/start", {
    name: "Pace",
    lead_ids: leads.map((lead) => lead.id),
    stagger_seconds: 3,
  });
  await page.goto(`/campaigns/${id}`);
  // A busy machine may be slower than was planned.
  const pace = page.getByRole("region", { name: "Progress" }).getByText(/calls an hour/);
  await expect(pace).toContainText("1,200", { timeout: 45_000 });
  await ask("POST", `/api/campaigns/${id}/cancel`);
});
