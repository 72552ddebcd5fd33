/** `npm run screenshots`: a picture of each page at work, light and dark, on a desktop and on a phone. */
import type { Page } from "@playwright/test";

import { expect, PAGES, test } from "./fixtures";
import { fileOf, SCHEMES, SIZES } from "./pictures";
import { ask, CALLEES, endpoints, newNumber, speakSlowly, transferLeads } from "./system";

const NAMES = ["Ines Ferrer", "Tom Becker", "Ruth Adler", "Karl Lindqvist", "Mia Rossi", "Joan Pratt", "Noor Haddad"];

/** What the pages show beside the demonstration: a campaign in the middle of its calls, and a partner. */
interface Scene {
  campaignId: string;
  partnerId: string;
}

async function setScene(): Promise<Scene> {
  const callees = [CALLEES.asksQuestions, CALLEES.asksForAnotherTime, CALLEES.booksAtOnce, CALLEES.notInterested];
  const leads = NAMES.map((name, place) => ({
    name,
    phone: newNumber(callees[place] ?? CALLEES.booksAtOnce),
  }));
  await Promise.all(leads.slice(0, 2).map(({ phone }) => speakSlowly(phone)));

  const partner = await ask<{ id: string; api_key: string }>("POST", "/api/partners", { name: "Harbour Insurance" });
  const sent = await transferLeads(partner.api_key, leads);
  expect(sent.ok, await sent.clone().text()).toBe(true);
  const { created_leads } = (await sent.json()) as {
    created_leads: { id: string }[];
  };

  const campaign = await ask<{ campaign_id: string }>("POST", "/api/campaigns/start", {
    name: "Leads of Harbour Insurance",
    lead_ids: created_leads.map(({ id }) => id),
    stagger_seconds: 15,
  });
  const scene = { campaignId: campaign.campaign_id, partnerId: partner.id };
  await expect.poll(async () => (await callsUnderWay(scene)).length, { timeout: 60_000 }).toBe(2);
  return scene;
}

async function callsUnderWay({ campaignId }: Scene): Promise<{ id: string }[]> {
  const { calls } = await ask<{ calls: { id: string; campaign_id: string }[] }>("GET", "/api/calls?active=true");
  return calls.filter((call) => call.campaign_id === campaignId);
}

/** Calls nobody any longer. The partner and what was said stay. */
async function clearScene(scene: Scene): Promise<void> {
  await ask("POST", `/api/campaigns/${scene.campaignId}/cancel`);
  for (const { id } of await callsUnderWay(scene)) await ask("POST", `/api/calls/${id}/terminate`);
}

/** The pages of one lead, call and meeting with something to see on them, and of the scene's parts. */
async function details(scene: Scene): Promise<[name: string, path: string][]> {
  const { calls } = await ask<{
    calls: { id: string; lead_id: string; meeting_id?: string }[];
  }>("GET", "/api/calls?outcome=MEETING_BOOKED&page_size=1");
  const [call] = calls;
  const pages: [name: string, path: string][] = [
    ["campaign", `/campaigns/${scene.campaignId}`],
    ["partner", `/partners/${scene.partnerId}`],
    ["docs-api", "/docs/api"],
    ["meetings-week", "/meetings?view=week"],
  ];
  if (call) pages.push(["lead", `/leads/${call.lead_id}`], ["call", `/calls/${call.id}`]);
  if (call?.meeting_id) pages.push(["meeting", `/meetings/${call.meeting_id}`]);
  return pages;
}

/** "/settings?tab=voice" → "settings-voice" */
function nameOf(path: string, title: string): string {
  const [, page = "", option] = /^\/([a-z]*)(?:\?\w+=(\w+))?$/.exec(path) ?? [];
  return [page || title.toLowerCase(), option].filter(Boolean).join("-");
}

/** What a page shows only once it is used. */
const USE: Record<string, (page: Page) => Promise<void>> = {
  playground: async (page) => {
    const said = page.getByRole("log", { name: "Conversation" }).locator("li[data-who]");
    for (const [reply, turns] of [
      ["Yes, what is it about?", 3],
      ["Tuesday afternoon works", 5],
    ] as const) {
      await page.getByRole("button", { name: reply }).click();
      await expect(said).toHaveCount(turns);
    }
  },
};

let scene: Scene;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  scene = await setScene();
});
test.afterAll(() => clearScene(scene));

for (const scheme of SCHEMES) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    test(`${scheme}, ${size}`, async ({ page, browser }) => {
      test.setTimeout(240_000);
      const look = { colorScheme: scheme, reducedMotion: "reduce" } as const;
      await page.emulateMedia(look);
      await page.setViewportSize(viewport);
      const listed = PAGES.map(([path, title]) => [nameOf(path, title), path] as const);
      for (const [name, path] of [...listed, ...(await details(scene))]) {
        await page.goto(path, { waitUntil: "networkidle" });
        await USE[name]?.(page);
        await page.screenshot({ path: fileOf(name, scheme, size), animations: "disabled" });
      }

      const nobody = await browser.newContext({
        ...look,
        viewport,
        baseURL: endpoints.dashboard_url,
        storageState: undefined,
      });
      const signIn = await nobody.newPage();
      await signIn.goto("/", { waitUntil: "networkidle" });
      await signIn.screenshot({ path: fileOf("sign-in", scheme, size), animations: "disabled" });
      await nobody.close();
    });
  }
}
