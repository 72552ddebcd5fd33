/** A second factor: set up by an operator for their own sign-in, asked for, and turned off. */
import { createHmac } from "node:crypto";

import type { Page } from "@playwright/test";

import { expect, signIn, test } from "./fixtures";
import { newOperator } from "./system";

test.use({ storageState: { cookies: [], origins: [] } });

/** What an authenticator shows for the key at this moment (RFC 6238). */
function codeOf(key: string): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...key].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac("sha1", secret).update(counter).digest();
  const start = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(start) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function chooseInMenu(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: "Account and appearance" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

test("an operator's sign-in asks for a code from when they set one up until they turn it off", async ({ page }) => {
  const operator = await newOperator("viewer");
  await page.goto("/");
  await signIn(page, operator);
  await chooseInMenu(page, "Second factor");
  const dialog = page.getByRole("dialog", { name: "Second factor" });
  await dialog.getByRole("button", { name: "Set up an authenticator app" }).click();
  await expect(dialog.getByRole("img", { name: "Key for an authenticator app" })).toBeVisible();
  const key = (await dialog.getByRole("textbox", { name: "Key" }).inputValue()).replaceAll(" ", "");
  const link = await dialog.getByRole("link", { name: "open it on this device" }).getAttribute("href");
  expect(link).toContain(`secret=${key}`);
  await dialog.getByLabel("Code").fill("000000");
  await dialog.getByRole("button", { name: "Confirm code" }).click();
  await expect(dialog.getByText("This code is not correct.")).toBeVisible();
  await dialog.getByLabel("Code").fill(codeOf(key));
  await dialog.getByRole("button", { name: "Confirm code" }).click();
  await expect(page.getByText("Signing in asks for a code from now on.")).toBeVisible();
  await chooseInMenu(page, "Sign out");

  await page.getByLabel("E-mail address").fill(operator.username);
  await page.getByRole("textbox", { name: "Password" }).fill(operator.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Enter your code" })).toBeVisible();
  await page.getByLabel("Code").fill("000000");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("This code is not correct.")).toBeVisible();
  await page.getByLabel("Code").fill(codeOf(key));
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.locator("#page-title")).toBeVisible();

  await chooseInMenu(page, "Second factor");
  await dialog.getByRole("button", { name: "Turn off" }).click();
  await expect(page.getByText("Signing in no longer asks for a code.")).toBeVisible();
  await chooseInMenu(page, "Sign out");
  await signIn(page, operator);
});
