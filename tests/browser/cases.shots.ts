/** `npm run screenshots`: pictures of what an operator runs into, which no page shows by itself. */
import { expect, test } from "./fixtures";
import { picture, pictureOf } from "./pictures";
import { ask, CALLEES, changeEvent, newNumber, orderFault, transferLeads } from "./system";
import { troubled } from "./troubled";

interface Lead {
  id: string;
  name: string;
  phone: string;
}

interface Campaign {
  id: string;
  status: string;
  pause_reason: object | null;
  progress: { calls: number; active_calls: number };
}

interface Meeting {
  id: string;
  lead_id: string;
  lead_name: string;
  guest_email: string;
  scheduled_time: string;
  calendar_event_id: string;
  guest_response: string | null;
  overlaps: boolean;
}

const newLead = (name: string, callee: number) => ask<Lead>("POST", "/api/leads", { name, phone: newNumber(callee) });

const campaignOf = (id: string) => ask<Campaign>("GET", `/api/campaigns/${id}`);

async function startCampaign(name: string, leads: Lead[], stagger_seconds = 0): Promise<string> {
  const lead_ids = leads.map(({ id }) => id);
  const policy = { attempts: 1, retries: [] };
  const body = { name, lead_ids, stagger_seconds, policy };
  return (await ask<{ campaign_id: string }>("POST", "/api/campaigns/start", body)).campaign_id;
}

const until = (campaign: string, wanted: (now: Campaign) => boolean) =>
  expect.poll(async () => wanted(await campaignOf(campaign)), { timeout: 120_000 }).toBe(true);

const isCompleted = ({ status }: Campaign) => status === "COMPLETED";

/** A lead whose campaign has booked a meeting, and that meeting. */
async function booked(name: string): Promise<{ lead: Lead; meeting: Meeting }> {
  const lead = await newLead(name, CALLEES.booksAtOnce);
  await until(await startCampaign(`Call ${name}`, [lead]), isCompleted);
  const { meetings } = await ask<{ meetings: { id: string }[] }>("GET", `/api/leads/${lead.id}`);
  expect(meetings).toHaveLength(1);
  return {
    lead,
    meeting: await ask<Meeting>("GET", `/api/meetings/${meetings[0]?.id}`),
  };
}

/** Names of people, as many as wanted. */
function manyNames(count: number): string[] {
  const first = ["Ines", "Tom", "Ruth", "Karl", "Mia", "Joan", "Noor", "Elena", "Owen", "Lena"];
  const last = ["Ferrer", "Becker", "Adler", "Lindqvist", "Rossi", "Pratt", "Haddad", "Vidal", "Hart", "Fuchs"];
  return Array.from({ length: count }, (_, n) => `${first[n % 10]} ${last[Math.floor(n / 10) % 10]}`);
}

test.describe.configure({ timeout: 300_000 });

test("a campaign that Twilio's refusal paused, and that goes on", async ({ page }) => {
  const leads = await Promise.all(
    ["Ines Ferrer", "Tom Becker", "Ruth Adler", "Mia Rossi"].map((name) => newLead(name, CALLEES.notInterested)),
  );
  const clearFault = await orderFault({ vendor: "twilio", kind: { status: 401 }, times: 1_000 });
  const id = await startCampaign("Autumn follow-up", leads, 1);
  try {
    await until(id, ({ pause_reason }) => pause_reason !== null);
    await pictureOf(page, "case-paused-by-vendor", `/campaigns/${id}`);
    await pictureOf(page, "case-paused-by-vendor-dashboard", "/");
    await pictureOf(page, "case-paused-by-vendor-campaigns", "/campaigns");
    await pictureOf(page, "case-paused-by-vendor-vendors", "/settings?tab=vendors");
  } finally {
    await clearFault();
  }
  await page.goto(`/campaigns/${id}`);
  await page.getByRole("button", { name: "Resume" }).click();
  await until(id, isCompleted);
  await pictureOf(page, "case-resumed", `/campaigns/${id}`);
});

test("deleting a lead that has a meeting", async ({ page }) => {
  const { lead } = await booked("Clara Whitfield");
  await pictureOf(page, "case-delete-lead", `/leads/${lead.id}?dialog=delete`);
});

test("long names", async ({ page }) => {
  const lead = await newLead("Hubert Wolfeschlegelsteinhausenbergerdorff", CALLEES.notInterested);
  await newLead("María de los Ángeles Fernández de Córdoba y Álvarez de Toledo", CALLEES.notInterested);
  await newLead("Jo Li", CALLEES.notInterested);
  await pictureOf(page, "case-long-names", "/leads");
  await pictureOf(page, "case-long-name", `/leads/${lead.id}`);
});

test("a prompt that was saved elsewhere meanwhile", async ({ page }) => {
  const path = "/api/settings/system_prompt?language=de";
  const before = await ask<{ value: string; version: number }>("GET", path);
  await page.goto("/settings?tab=prompt&language=de");
  const field = page.getByRole("textbox", { name: "German prompt" });
  await expect(field).toHaveValue(before.value);
  await field.fill(`${before.value}\nSay that the first meeting is free of charge.`);
  await ask("PUT", path, {
    value: `${before.value}\nSay that a meeting takes half an hour.`,
  });
  await page.getByRole("button", { name: "Save prompt" }).click();
  await page.getByRole("alert").filter({ hasText: "changed while you were editing" }).scrollIntoViewIfNeeded();
  await expect(page.getByRole("group", { name: "Difference" })).toContainText("half an hour");
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole("group", { name: "Difference" }).scrollIntoViewIfNeeded();
  await picture(page, "case-prompt-conflict");
  await ask("PUT", path, { value: before.value });
});

const csv = (text: string) => ({
  name: "leads.csv",
  mimeType: "text/csv",
  buffer: Buffer.from(text),
});

test("an import: columns that are missing, columns that are known, refused rows", async ({ page }) => {
  await page.goto("/leads?dialog=upload");
  const dialog = page.getByRole("dialog", { name: "Upload leads" });
  const choose = dialog.locator("input[type=file]");
  await picture(page, "case-import-choose");

  await choose.setInputFiles(csv("Wer;Wo;Notiz\nInes Ferrer;Madrid;called in May\nTom Becker;Köln;\n"));
  await expect(dialog.getByRole("alert")).toBeVisible();
  await picture(page, "case-import-missing");

  const good = manyNames(60).map((name) => `${name};${newNumber(CALLEES.notInterested)};lead@example.com;2024`);
  const refused = ["Noor Haddad;12;noor@example.com;2025", "Joan Pratt;;joan@example.com;2023"];
  const rows = [...refused, `Mia Rossi;${newNumber(CALLEES.notInterested)};not an address;2025`, ...good];
  await choose.setInputFiles(csv(["Full name;Mobile;E-mail;Since", ...rows].join("\n")));
  await expect(dialog.getByRole("table", { name: "First rows of the file" })).toBeVisible();
  await picture(page, "case-import-columns");

  await dialog.getByRole("button", { name: "Upload", exact: true }).click();
  await expect(dialog.getByText(/rows? (was|were) refused/)).toBeVisible({
    timeout: 60_000,
  });
  await picture(page, "case-import-refused");
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  await picture(page, "case-list-after-import");
});

test("filters, a selection far down the list, and searches", async ({ page }) => {
  const partner = await ask<{ api_key: string }>("POST", "/api/partners", {
    name: "Northgate Homes",
  });
  const names = [...manyNames(60), "Rachel Moore", "Moore Ellis", "Dora Moorehead"];
  const leads = names.map((name) => ({ name, phone: newNumber(CALLEES.notInterested) }));
  expect((await transferLeads(partner.api_key, leads)).ok).toBe(true);

  await page.goto("/leads?status=PENDING&search=moore", {
    waitUntil: "networkidle",
  });
  await expect(
    page.getByRole("table", { name: "Leads" }).getByRole("link", { name: "Rachel Moore" }).first(),
  ).toBeVisible();
  await picture(page, "case-filters");
  await pictureOf(page, "case-nothing-found", "/leads?status=CALLING&search=moore");

  await page.goto("/leads", { waitUntil: "networkidle" });
  const last = page.getByRole("table", { name: "Leads" }).getByRole("row").getByRole("checkbox").last();
  await last.check();
  await page.setViewportSize({ width: 390, height: 844 });
  await last.scrollIntoViewIfNeeded();
  await picture(page, "case-selection");

  await page.setViewportSize({ width: 1440, height: 900 });
  await page.keyboard.press("Control+k");
  await page.getByRole("textbox", { name: "Search or go to" }).fill("moore");
  await expect(page.getByRole("dialog").getByText("Rachel Moore").first()).toBeVisible();
  await picture(page, "case-palette");
});

test("a campaign that an operator paused, once its calls are over", async ({ page }) => {
  const names = ["Elena Vidal", "Owen Hart", "Lena Fuchs", "Paul Girard"];
  const leads = await Promise.all(names.map((name) => newLead(name, CALLEES.notInterested)));
  const id = await startCampaign("Trade fair contacts", leads, 20);
  await until(id, ({ progress }) => progress.calls > 0);
  await ask("POST", `/api/campaigns/${id}/pause`);
  await until(id, ({ progress }) => progress.active_calls === 0);
  await pictureOf(page, "case-paused", `/campaigns/${id}`);
  await pictureOf(page, "case-cancel-campaign", `/campaigns/${id}?dialog=cancel`);
  await ask("POST", `/api/campaigns/${id}/cancel`);
});

test("calls that machines answered, on a campaign and over days", async ({ page }) => {
  const leads = await Promise.all([
    newLead("Grace Lindgren", CALLEES.booksAtOnce),
    newLead("Sam Okafor", CALLEES.voicemail),
    newLead("Ida Berg", CALLEES.voicemail),
    newLead("Leo Marchetti", CALLEES.doesNotAnswer),
    newLead("Ana Duarte", CALLEES.notInterested),
    newLead("Max Vogel", CALLEES.doNotCall),
  ]);
  const id = await startCampaign("Newsletter readers", leads);
  await until(id, isCompleted);
  await pictureOf(page, "case-answered", `/campaigns/${id}`);

  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto("/analytics", { waitUntil: "networkidle" });
  const outcomes = page.getByRole("region", { name: "Call outcomes" });
  await outcomes.scrollIntoViewIfNeeded();
  await picture(page, "case-outcomes");
  await outcomes.getByRole("link", { name: /Voicemail/ }).click();
  await expect(page.getByRole("table", { name: "Calls" })).toBeVisible();
  await picture(page, "case-outcomes-calls");
});

test("forms: a number that another lead has, and changes that would be lost", async ({ page }) => {
  const taken = await newLead("Has The Number", CALLEES.notInterested);
  await page.goto("/leads?dialog=new");
  const form = page.getByRole("dialog", { name: "New lead" });
  await form.getByLabel("Name").fill("Julia Stern");
  await form.getByLabel("Phone").fill(taken.phone);
  await form.getByRole("button", { name: "Add lead" }).click();
  await expect(form.getByRole("link", { name: "Open that lead" })).toBeVisible();
  await picture(page, "case-number-taken");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Discard your changes?" })).toBeVisible();
  await picture(page, "case-unsaved");
});

test("the do-not-call list", async ({ page }) => {
  const phone = newNumber(CALLEES.notInterested);
  await ask("POST", "/api/do-not-call", {
    phone,
    reason: "Asked by letter of 12 November",
  });
  await pictureOf(page, "case-do-not-call", "/do-not-call");
  await pictureOf(page, "case-do-not-call-listed", `/do-not-call?phone=${encodeURIComponent(phone)}`);
  await pictureOf(page, "case-do-not-call-other", "/do-not-call?phone=%2B34910000099");
  await pictureOf(page, "case-do-not-call-add", "/do-not-call?dialog=add");
  await pictureOf(page, "case-do-not-call-remove", `/do-not-call?${new URLSearchParams({ dialog: `remove ${phone}` })}`);
});

test("a system in which much is wrong", async ({ page }) => {
  await page.route("**/api/status", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ json: troubled(await answer.json()) });
  });
  await pictureOf(page, "case-status", "/status");
  await page.getByRole("region", { name: "Vendors" }).scrollIntoViewIfNeeded();
  await picture(page, "case-status-vendors");
});

test("a language model that will be shut down", async ({ page }) => {
  const words = "gpt-4o-mini will be shut down on 14 January 2027. Set OPENAI_MODEL to another model before that day.";
  await page.route("**/api/settings/check", async (route) => {
    const answer = await route.fetch();
    const check = (await answer.json()) as {
      vendors: { vendor: string; warning: string | null }[];
    };
    for (const vendor of check.vendors) if (vendor.vendor === "openai") vendor.warning = words;
    await route.fulfill({ json: check });
  });
  const alert = {
    id: "model",
    severity: "warning",
    title: "The language model gpt-4o-mini will be shut down in 48 days",
    detail: words,
    since: new Date().toISOString(),
    link: "/settings?tab=vendors",
  };
  await page.route("**/api/settings/alerts", (route) => route.fulfill({ json: { alerts: [alert] } }));
  await pictureOf(page, "case-model-shutdown", "/settings?tab=vendors");
});

test("meetings that a guest declined, or that the host moved onto another", async ({ page }) => {
  const [declined, moved] = [await booked("Hugo Martin"), await booked("Vera Novotná")];
  const attendees = [{ email: declined.meeting.guest_email, responseStatus: "declined" }];
  await changeEvent(declined.meeting.calendar_event_id, { attendees });
  const start = declined.meeting.scheduled_time;
  const end = new Date(Date.parse(start) + 30 * 60_000).toISOString();
  await changeEvent(moved.meeting.calendar_event_id, {
    start: { dateTime: start },
    end: { dateTime: end },
  });
  const followed = async () => {
    const [first, second] = await Promise.all(
      [declined, moved].map(({ meeting }) => ask<Meeting>("GET", `/api/meetings/${meeting.id}`)),
    );
    return first?.guest_response === "DECLINED" && second?.overlaps === true;
  };
  // The calendar is looked at every minute.
  await expect.poll(followed, { timeout: 180_000, intervals: [5_000] }).toBe(true);
  await pictureOf(page, "case-meeting-declined", `/meetings/${declined.meeting.id}`);
  await pictureOf(page, "case-meeting-moved", `/meetings/${moved.meeting.id}`);
  await pictureOf(page, "case-meetings-next", "/meetings?view=list");
});
