/** How the pages are served: headers, caching, what does not exist. */
import { expect, test } from "@playwright/test";

test("pages come with a strict policy, and only what is built is cached for long", async ({ request }) => {
  const page = await request.get("/leads?status=PENDING");
  expect(page.status()).toBe(200);
  const { "content-security-policy": policy = "", ...headers } = page.headers();
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("unsafe-eval");
  expect(policy).not.toContain("amazonaws.com");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["cache-control"]).toBe("no-cache");

  const script = /src="(\/assets\/[^"]+\.js)"/.exec(await page.text())?.[1] ?? "";
  const asset = await request.get(script);
  expect(asset.status()).toBe(200);
  expect(asset.headers()["cache-control"]).toContain("immutable");
});

test("what does not exist is not answered with a page", async ({ request }) => {
  expect((await request.get("/assets/nothing.js")).status()).toBe(404);
  const api = await request.get("/api/nothing");
  expect(api.status()).toBe(404);
  expect(api.headers()["content-type"]).toContain("application/problem+json");
});
