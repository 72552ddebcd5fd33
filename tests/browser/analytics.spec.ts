/** Charts can be read without a mouse, and without seeing colours. */
import { expect, test } from "./fixtures";
import { ask, CALLEES, newNumber } from "./system";

interface Day {
  date: string;
  meetings: number;
}

async function lastDay(): Promise<Day> {
  const { days } = await ask<{ days: Day[] }>("GET", "/api/analytics/time-series");
  return days.at(-1) as Day;
}

/** A call that booked a meeting, and is counted. */
test.beforeAll(async () => {
  const before = await lastDay();
  const phone = newNumber(CALLEES.booksAtOnce);
  const { id } = await ask<{ id: string }>("POST", "/api/leads", { name: "Clara Counted", phone });
  await ask("POST", "/api/campaigns/start", { name: "Counted", lead_ids: [id], stagger_seconds: 1 });
  const counted = async () => {
    const { date, meetings } = await lastDay();
    return date > before.date || meetings > before.meetings;
  };
  await expect.poll(counted, { timeout: 60_000 }).toBe(true);
});

test("a chart is read with the keyboard, and as a table", async ({ page }) => {
  await page.goto("/analytics");
  const section = page.getByRole("region", { name: "Calls and meetings per day" });
  const chart = section.getByRole("slider");
  const read = async () => (await chart.getAttribute("aria-valuetext")) ?? "";
  await chart.focus();
  const today = await read();

  await test.step("from day to day, and to the ends", async () => {
    await page.keyboard.press("ArrowLeft");
    const yesterday = await read();
    await page.keyboard.press("Home");
    const first = await read();
    expect(new Set([today, yesterday, first]).size, `${today}; ${yesterday}; ${first}`).toBe(3);
    await page.keyboard.press("ArrowLeft");
    expect(await read(), "nothing is before the first").toBe(first);
    await page.keyboard.press("End");
    expect(await read()).toBe(today);
  });

  await test.step("the table says the same", async () => {
    // "Thu, 26 Nov 2026: Calls 12, Answered 8, Meetings 3"
    const figures = /: Calls (\S+), Answered (\S+), Meetings (\S+)$/.exec(today)?.slice(1) ?? [];
    expect(figures, today).toHaveLength(3);
    await section.getByRole("button", { name: "Show as table" }).click();
    // The latest comes first, below the headers.
    await expect(section.getByRole("row").nth(1).getByRole("cell")).toHaveText(figures);
  });
});

test("outcomes and languages are those of the chosen days", async ({ page }) => {
  const outcomes = page.getByRole("region", { name: "Call outcomes" });
  await page.goto("/analytics");
  await expect(outcomes).toContainText("Meeting booked");

  const asked = page.waitForRequest(/call-outcomes\?/);
  await page.getByRole("button", { name: "7 days" }).click();
  const { searchParams } = new URL((await asked).url());
  const shown = new URL(page.url()).searchParams;
  for (const name of ["from", "to"]) expect(searchParams.get(name)).toBe(shown.get(name));
  expect(searchParams.get("zone")).toBe("Europe/Madrid");
  await expect(outcomes).toContainText("Meeting booked");
  await expect(page.getByRole("region", { name: "Languages" })).toContainText("English");

  await page.goto("/analytics?from=2020-02-01&to=2020-02-29");
  await expect(page.getByRole("region", { name: "Lead funnel" })).toBeVisible();
  await expect(outcomes).toHaveCount(0);
});
