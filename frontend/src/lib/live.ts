/** How often a page that shows what is happening asks anew, while it is visible. */
export const LIVE_MS = 10_000;
