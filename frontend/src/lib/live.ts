/** How often a page that shows what is happening asks again, while it is visible. */
export const LIVE_MS = 10_000;
