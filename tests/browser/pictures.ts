/** Where pictures of the pages are put, and how each is taken. */
import type { Page } from "@playwright/test";

const FOLDER = new URL("../../target/local/screenshots/", import.meta.url).pathname;

export const SIZES = {
  desktop: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
};
export const SCHEMES = ["light", "dark"] as const;

type Scheme = (typeof SCHEMES)[number];

export function fileOf(name: string, scheme: Scheme, size: string): string {
  return `${FOLDER}${name}-${scheme}-${size}.png`;
}

/** What the page shows now, in each size and scheme. */
export async function picture(page: Page, name: string): Promise<void> {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      // The colours of texts follow in the frames after that.
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
      await page.screenshot({ path: fileOf(name, colorScheme, size), animations: "disabled" });
    }
  }
}

/** Goes there, waits until all is loaded, and takes the picture. */
export async function pictureOf(page: Page, name: string, path: string): Promise<void> {
  await page.goto(path, { waitUntil: "networkidle" });
  await picture(page, name);
}
