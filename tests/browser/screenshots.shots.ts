/** `npm run screenshots`: a picture of each page, light and dark, on a desktop and on a phone. */
import { PAGES, test } from "./fixtures";
import { ask } from "./system";

const FOLDER = new URL("../../target/local/screenshots/", import.meta.url).pathname;
const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

/** The pages of one lead, call, meeting and campaign with something to see on them. */
async function details(): Promise<[string, string][]> {
  const { calls } = await ask<{ calls: { id: string; lead_id: string; campaign_id: string; meeting_id?: string }[] }>(
    "GET",
    "/api/calls?outcome=MEETING_BOOKED&page_size=1",
  );
  const [call] = calls;
  if (!call) return [];
  return [
    [`/leads/${call.lead_id}`, "Lead"],
    [`/calls/${call.id}`, "Call"],
    [`/campaigns/${call.campaign_id}`, "Campaign"],
    ...(call.meeting_id ? [[`/meetings/${call.meeting_id}`, "Meeting"] as [string, string]] : []),
  ];
}

/** "/settings?tab=voice" → "settings-voice" */
function nameOf(path: string, title: string): string {
  const [, page = "", option] = /^\/([a-z]*)(?:\?\w+=(\w+))?$/.exec(path) ?? [];
  return [page || title.toLowerCase(), option].filter(Boolean).join("-");
}

for (const scheme of ["light", "dark"] as const) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    test(`${scheme}, ${size}`, async ({ page }) => {
      test.setTimeout(240_000);
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await page.setViewportSize(viewport);
      for (const [path, title] of [...PAGES, ...(await details())]) {
        await page.goto(path, { waitUntil: "networkidle" });
        await page.screenshot({ path: `${FOLDER}${nameOf(path, title)}-${scheme}-${size}.png` });
      }
    });
  }
}
