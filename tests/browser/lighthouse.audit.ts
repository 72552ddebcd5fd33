/**
 * `npm run lighthouse`: what Lighthouse says of each page, signed in, on a throttled phone and on a desktop,
 * with nothing cached. Fails where it says less than it has to, by the median of three where it varies.
 */
import { execFile } from "node:child_process";
import { createServer } from "node:net";
import { promisify } from "node:util";

import { type BrowserContext, chromium, expect, test } from "@playwright/test";

import { PAGES, signIn } from "./fixtures";
import { endpoints } from "./system";

const LIGHTHOUSE = "lighthouse@12.8.2";
const LEAST = { performance: 90, accessibility: 100, "best-practices": 100 };
type Category = keyof typeof LEAST;
type Scores = Record<Category, number>;
const CATEGORIES = Object.keys(LEAST) as Category[];

const FORMS: Record<string, string[]> = { phone: [], desktop: ["--preset=desktop"] };

interface Report {
  categories: Record<Category, { score: number | null }>;
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

/** What Lighthouse says; null where it could not measure, as happens now and then. It opens a tab of its own. */
async function measure(context: BrowserContext, port: number, path: string, args: string[]): Promise<Scores | null> {
  const page = await context.newPage();
  const devTools = await context.newCDPSession(page);
  await devTools.send("Network.clearBrowserCache");
  await page.close();
  const { stdout } = await promisify(execFile)(
    "npx",
    [
      "--yes",
      LIGHTHOUSE,
      endpoints.dashboard_url + path,
      `--port=${port}`,
      "--output=json",
      "--quiet",
      // Who is signed in stays so.
      "--disable-storage-reset",
      `--only-categories=${CATEGORIES.join(",")}`,
      ...args,
    ],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  const { categories } = JSON.parse(stdout) as Report;
  if (CATEGORIES.some((category) => categories[category].score === null)) return null;
  const score = (category: Category) => Math.round((categories[category].score ?? 0) * 100);
  return {
    performance: score("performance"),
    accessibility: score("accessibility"),
    "best-practices": score("best-practices"),
  };
}

const ATTEMPTS = 3;

async function audit(context: BrowserContext, port: number, path: string, args: string[]): Promise<Scores> {
  let problem: unknown = "no score";
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      const scores = await measure(context, port, path, args);
      if (scores) return scores;
    } catch (error) {
      problem = error;
    }
  }
  throw new Error(`Lighthouse could not measure ${path} in ${ATTEMPTS} attempts.`, { cause: problem });
}

const isShort = (scores: Scores) => CATEGORIES.some((category) => scores[category] < LEAST[category]);

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

test("Lighthouse", async ({}, { project }) => {
  test.setTimeout(3_600_000);
  const port = await freePort();
  const { launchOptions } = project.use;
  const context = await chromium.launchPersistentContext("", {
    ...launchOptions,
    args: [...(launchOptions?.args ?? []), `--remote-debugging-port=${port}`],
  });
  const short: string[] = [];
  const report = async (name: string, path: string) => {
    for (const [form, args] of Object.entries(FORMS)) {
      const seen = [await audit(context, port, path, args)];
      // The machine may have had other things to do: what falls short is looked at twice more.
      if (seen.some(isShort)) {
        seen.push(await audit(context, port, path, args), await audit(context, port, path, args));
      }
      const scores = CATEGORIES.map((category) => {
        const score = median(seen.map((each) => each[category]));
        if (score < LEAST[category]) short.push(`${name} on a ${form}: ${category} ${score}`);
        return `${category} ${String(score).padStart(3)}`;
      });
      console.log(`    ${name.padEnd(24)} ${form.padEnd(8)} ${scores.join("  ")}`);
    }
  };
  await report("sign-in", "/");
  const page = await context.newPage();
  await page.goto(endpoints.dashboard_url);
  await signIn(page);
  for (const [path] of PAGES) await report(path, path);
  await context.close();
  expect(short).toEqual([]);
});
