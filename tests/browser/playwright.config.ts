import { defineConfig } from "@playwright/test";

import { endpoints } from "./system";

/** What changes nothing that other tests rely on. */
const LOOKING = [
  "accessibility.spec.ts",
  "cloudfront.spec.ts",
  "dashboard.spec.ts",
  "faults.spec.ts",
  "first_load.spec.ts",
  "serving.spec.ts",
];

export default defineConfig({
  testDir: ".",
  workers: 2,
  projects: [
    // One after the other: they share one system, and its callees.
    { name: "working", testIgnore: LOOKING, workers: 1 },
    // They wait most of the time, and two go on once the others are done.
    { name: "looking", testMatch: LOOKING, fullyParallel: true },
  ],
  forbidOnly: true,
  timeout: 240_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  outputDir: "../../target/local/browser-tests",
  use: {
    baseURL: endpoints.dashboard_url,
    locale: "en-GB",
    timezoneId: "Europe/Madrid",
    screenshot: "only-on-failure",
    // A trace takes a picture of each frame: a seventh of the tests' time. `--trace on` has one where it is wanted.
    trace: "off",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
      // Chromium's own errands on the network have no place in a test, nor its sandbox in a container.
      // Without a graphics card drawing as if there were one costs more.
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
