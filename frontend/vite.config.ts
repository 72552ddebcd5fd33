import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { firstPage } from "./plugins/firstPage";

// `npm run dev` shows the pages as they are edited, on top of a system that `cargo xtask run` has started.
const RUNNING_SYSTEM = process.env.HOMEWORK_DASHBOARD ?? "http://127.0.0.1:4590";

/**
 * What is loaded in any case stays with the first file. The groups below would otherwise take from it what
 * they need, and be loaded in any case themselves.
 */
const INITIAL = { name: "initial", priority: 3, tags: ["$initial" as const] };

/**
 * What nearly every page shows, in one file rather than in twenty tiny ones. A component that needs more of
 * Mantine than the frame does is left out: that would come with it.
 */
const COMMON = {
  priority: 2,
  name: "common",
  minShareCount: 2,
  test: /\/src\/(api|lib)\/|\/@tabler\/|\/src\/components\/(BarList|Boundary|EmptyState|ErrorState|Loaded|PageHeader|Section|Skeletons|SlowNotice|StatCard|StatGrid|StatusLabel|When)\b/,
};

/** A line to type into: signing in needs it, and nearly every page. */
const FIELD = {
  name: "field",
  priority: 1,
  minShareCount: 2,
  test: /\/@mantine\/core\/esm\/components\/TextInput\//,
};

/** What lists and their dialogs are made of: a page that has one of them has most. */
const LISTS = {
  name: "lists",
  priority: 0,
  minShareCount: 3,
  test: /\/@mantine\/core\/esm\/components\/(Checkbox|Modal|NativeSelect|Table)\//,
};

export default defineConfig({
  plugins: [react(), firstPage()],
  server: {
    host: "127.0.0.1",
    proxy: {
      "/api": RUNNING_SYSTEM,
      "/config.json": RUNNING_SYSTEM,
      "/cognito": RUNNING_SYSTEM,
    },
  },
  build: {
    target: "es2022",
    // The first with light-dark(), which has no equal substitute: it follows the page's own choice.
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
    // The policy of the pages allows no inline data but images.
    assetsInlineLimit: 0,
    // Tells xtask and the size test which files the first page loads.
    manifest: true,
    rolldownOptions: { output: { codeSplitting: { groups: [INITIAL, COMMON, FIELD, LISTS] } } },
  },
  test: { include: ["src/**/*.test.ts"] },
});
