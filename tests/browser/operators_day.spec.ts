/** What an operator runs into on an ordinary day: long names, two tabs, going back, a click beside a form. */
import { expect, PAGES, test } from "./fixtures";
import { ask, CALLEES, newNumber } from "./system";

interface Lead {
  id: string;
  name: string;
  phone: string;
}

const newLead = (name: string) =>
  ask<Lead>("POST", "/api/leads", { name, phone: newNumber(CALLEES.notInterested) });

test("a long name takes nothing from the other columns, and can be read whole", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  const name = `Wolfeschlegelsteinhausenbergerdorff ${"e".repeat(40)}`;
  await newLead(name);
  await page.goto("/leads");
  const table = page.getByRole("table", { name: "Leads" });
  const link = table.getByRole("link", { name }).first();
  await expect(link).toBeVisible();
  for (const column of ["Status", "Language", "Time zone", "Added"]) {
    await expect(table.getByRole("columnheader", { name: column })).toBeInViewport({ ratio: 1 });
  }
  await link.hover();
  await expect(table.locator("td[title]").first()).toHaveAttribute("title", new RegExp(name));
  // On a phone it wraps; the page is no wider than the screen.
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(table.getByRole("columnheader", { name: "Status" })).toBeInViewport({ ratio: 1 });
  await link.click();
  await expect(page.locator("#page-title")).toHaveText(name);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("what can be done with ticked leads stays in reach", async ({ page }) => {
  for (let made = 0; made < 30; made++) await newLead(`Ticked ${"x".repeat(made + 1)}`);
  await page.goto("/leads");
  const boxes = page.getByRole("table", { name: "Leads" }).getByRole("row").getByRole("checkbox");
  await expect(boxes.nth(30)).toBeVisible();
  await boxes.last().check();
  await expect(boxes.last()).toBeInViewport();
  const bar = page.getByRole("region", { name: "Selection" });
  await expect(bar.getByRole("button", { name: "Delete" })).toBeInViewport({ ratio: 1 });
});

test("a prompt saved in another tab is not replaced without a comparison", async ({ page, context }) => {
  const address = "/settings?tab=prompt&language=fr";
  const field = { name: "French prompt" };
  const other = await context.newPage();
  await Promise.all([page.goto(address), other.goto(address)]);
  const [mine, theirs] = [page.getByRole("textbox", field), other.getByRole("textbox", field)];
  const before = await mine.inputValue();
  await mine.fill(`${before}\nMine.`);
  await theirs.fill(`${before}\nTheirs.`);
  await other.getByRole("button", { name: "Save prompt" }).click();
  await expect(other.getByText("prompt saved")).toBeVisible();

  await page.getByRole("button", { name: "Save prompt" }).click();
  await expect(page.getByRole("alert")).toContainText("changed while you were editing");
  await expect(page.getByRole("group", { name: "Difference" })).toContainText("Theirs.");
  await expect(mine).toHaveValue(/Mine\.$/);
  const path = "/api/settings/system_prompt?language=fr";
  expect((await ask<{ value: string }>("GET", path)).value).toMatch(/Theirs\.$/);

  await page.getByRole("button", { name: "Keep editing mine" }).click();
  await page.getByRole("button", { name: "Save prompt" }).click();
  await expect(page.getByText("prompt saved")).toBeVisible();
  expect((await ask<{ value: string }>("GET", path)).value).toMatch(/Mine\.$/);
  // What was replaced is kept, and can be taken up again.
  const compare = page.getByRole("combobox", { name: "Compare with" });
  await compare.selectOption({ index: 2 });
  await page.getByRole("button", { name: "Restore this version" }).click();
  await expect(mine).toHaveValue(/Theirs\.$/);
  await ask("PUT", path, { value: before });
});

test("a number that another lead has is named at the field, with the way to that lead", async ({ page }) => {
  const lead = await newLead("Has The Number");
  await page.goto("/leads?dialog=new");
  const form = page.getByRole("dialog", { name: "New lead" });
  await form.getByLabel("Name").fill("Wants The Number");
  await form.getByLabel("Phone").fill(lead.phone);
  await form.getByRole("button", { name: "Add lead" }).click();
  await expect(form.getByLabel("Phone")).toHaveAttribute("aria-invalid", "true");
  await expect(form.getByRole("link", { name: "Open that lead" })).toHaveAttribute("href", `/leads/${lead.id}`);
});

test("a consent is put on record with a lead, and refused field by field", async ({ page }) => {
  const lead = await newLead("Agrees To Calls");
  await page.goto(`/leads/${lead.id}`);
  const section = page.getByRole("region", { name: "Consent to calls" });
  await expect(section).toContainText("None on record");
  await page.getByRole("button", { name: "Edit" }).click();
  const form = page.getByRole("dialog", { name: "Edit lead" });
  await form.getByLabel("Consent to calls").selectOption("WRITTEN");
  await form.getByLabel("Given on").fill("acme.example/quote");
  await form.getByLabel("Link to a proof").fill("http://acme.example/proof");
  await form.getByLabel("Given at").fill("2026-11-02T09:30");
  await form.getByLabel("Given to").fill("Acme");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByLabel("Link to a proof")).toHaveAttribute("aria-invalid", "true");
  await form.getByLabel("Link to a proof").fill("https://acme.example/proof");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form).toBeHidden();
  await expect(section).toContainText("acme.example/quote");
  await expect(section.getByRole("link", { name: "https://acme.example/proof" })).toBeVisible();
});

test("a form asks before what was typed is lost, and going back closes a dialog", async ({ page }) => {
  await page.goto("/leads");
  await page.getByRole("button", { name: "New lead" }).click();
  const form = page.getByRole("dialog", { name: "New lead" });
  await expect(form).toBeVisible();
  await page.goBack();
  await expect(form).toBeHidden();
  await expect(page.locator("#page-title")).toHaveText("Leads");

  await page.getByRole("button", { name: "New lead" }).click();
  await form.getByLabel("Name").fill("Typed");
  const question = page.getByRole("dialog", { name: "Discard your changes?" });
  const ways = [
    () => page.mouse.click(5, 400),
    () => page.keyboard.press("Escape"),
    () => page.goBack({ timeout: 2_000 }).catch(() => null),
  ];
  for (const leave of ways) {
    await leave();
    await expect(question).toBeVisible();
    await question.getByRole("button", { name: "Keep editing" }).click();
    await expect(question).toBeHidden();
    await expect(form.getByLabel("Name")).toHaveValue("Typed");
  }
  await page.keyboard.press("Escape");
  await question.getByRole("button", { name: "Discard" }).click();
  await expect(form).toBeHidden();
  await expect(page).toHaveURL(/\/leads$/);
});

test("a question about a lead is closed by going back", async ({ page }) => {
  const lead = await newLead("Stays Where It Is");
  await page.goto(`/leads/${lead.id}`);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Delete lead" }).click();
  const dialog = page.getByRole("dialog", { name: `Delete ${lead.name}?` });
  await expect(dialog).toBeVisible();
  await page.goBack();
  await expect(dialog).toBeHidden();
  await expect(page.locator("#page-title")).toHaveText(lead.name);
});

test("a number is taken off the do-not-call list with a reason, which is kept", async ({ page }) => {
  const phone = newNumber(CALLEES.notInterested);
  await ask("POST", "/api/do-not-call", { phone, reason: "By mistake" });
  await page.goto(`/do-not-call?phone=${encodeURIComponent(phone)}`);
  await page.getByRole("button", { name: `Remove ${phone}` }).click();
  const dialog = page.getByRole("dialog", { name: `Allow calls to ${phone} again?` });
  await expect(dialog.getByRole("button", { name: "Remove number" })).toBeDisabled();
  await dialog.getByLabel("Reason").fill("A digit was wrong");
  await dialog.getByRole("button", { name: "Remove number" }).click();
  await expect(page.getByText("This number may be called")).toBeVisible();
  await page.goto("/do-not-call");
  const removed = page.getByRole("table", { name: "Removed numbers" }).getByRole("row").filter({ hasText: phone });
  await expect(removed).toContainText("A digit was wrong");
});

test("a list of numbers is imported, found and exported", async ({ page }) => {
  const phone = newNumber(CALLEES.notInterested);
  await page.goto("/do-not-call");
  await page.getByRole("button", { name: "Import" }).click();
  const dialog = page.getByRole("dialog", { name: "Import numbers not to be called" });
  await dialog.getByRole("button", { name: "CSV file" }).click();
  await dialog
    .locator('input[type="file"]')
    .setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer: Buffer.from(`${phone}\n12\n`) });
  await dialog.getByLabel("Reason").fill("Opt-outs of the newsletter");
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialog.getByRole("status")).toContainText("will not be called");
  await expect(dialog.getByRole("link", { name: "Download the refused rows" })).toBeVisible();
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByLabel("Look up a number").fill(phone);
  const row = page.getByRole("table", { name: "Do-not-call numbers" }).getByRole("row").filter({ hasText: phone });
  await expect(row).toContainText("Opt-outs of the newsletter");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  expect((await download).suggestedFilename()).toBe("do-not-call.csv");
});

test("an edition of a national list says what is wrong with it", async ({ page }) => {
  await page.goto("/do-not-call?dialog=import");
  const dialog = page.getByRole("dialog", { name: "Import numbers not to be called" });
  await dialog
    .locator('input[type="file"]')
    .setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer: Buffer.from("+13072000100\n") });
  await dialog.getByText("A national list").click();
  await dialog.getByLabel("Name").fill("WYOMING");
  await dialog.getByLabel("Country or state").fill("US-WY");
  await dialog.getByLabel("Given out on").fill("2020-01-01");
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialog.getByText("must be less than 31 days ago")).toBeVisible();
});

test("calls of days are asked for with their outcome, and the days can be taken off", async ({ page }) => {
  const asked = page.waitForRequest(/\/api\/calls\?.*outcome=BUSY.*/);
  await page.goto("/calls?outcome=BUSY&from=2026-11-01&to=2026-11-22");
  const query = new URL((await asked).url()).searchParams;
  expect([query.get("from"), query.get("to")]).toEqual(["2026-11-01", "2026-11-22"]);
  expect(query.get("zone")).toBeTruthy();
  await page.getByRole("button", { name: /^Remove the filter/ }).click();
  await expect(page).toHaveURL(/\/calls\?outcome=BUSY$/);
});

test("the next meeting is the first of the list", async ({ page }) => {
  const asked = page.waitForRequest(/\/api\/meetings\?/);
  await page.goto("/meetings?view=list");
  const query = new URL((await asked).url()).searchParams;
  expect(query.get("order")).toBe("asc");
  expect(Math.abs(Date.parse(query.get("from") ?? "") - Date.now())).toBeLessThan(2 * 3_600_000);
  const past = page.waitForRequest(/\/api\/meetings\?.*order=desc/);
  await page.getByRole("combobox", { name: "Time" }).selectOption("past");
  expect(new URL((await past).url()).searchParams.get("to")).toBeTruthy();
});

test("a vendor that does not work is told on every page", async ({ page }) => {
  const alert = {
    id: "vendor:twilio",
    severity: "critical",
    title: "Twilio rejects our credentials",
    detail: "Campaigns are paused; no leads are lost. (HTTP 401, error 20003)",
    vendor: "twilio",
    since: new Date().toISOString(),
    link: "/settings?tab=vendors",
  };
  await page.route("**/api/settings/alerts", (route) => route.fulfill({ json: { alerts: [alert] } }));
  for (const [path] of PAGES) {
    await page.goto(path);
    const banner = page.getByRole("region", { name: "Alerts" });
    await expect(banner).toContainText(alert.title);
    await expect(banner.getByRole("link", { name: "Check vendors" })).toHaveAttribute("href", alert.link);
  }
});
