import {
  api,
  ensureResumed,
  expect,
  expectAccessible,
  launchCampaign,
  type Page,
  signIn,
  test,
} from "./fixtures/sluice";

test.describe.configure({ mode: "serial" });

test.afterEach(async ({ browser }) => {
  await ensureResumed(browser);
});

const figure = (page: Page, label: string) => page.getByRole("link", { name: new RegExp(`^${label}`) });

test("an address opens the same view for whoever opens it", async ({ page, browser }) => {
  await signIn(page, "growth");
  await page.getByText(/^Compare: nothing/).click();
  await page.getByRole("link", { name: "With the same weekdays before" }).click();
  await expect(page).toHaveURL(/compare=weekdays/);
  await page.locator("summary", { hasText: "Days:" }).click();
  await page.getByRole("link", { name: "7 days", exact: true }).click();
  await expect(page).toHaveURL(/range=7/);
  await page.locator("summary", { hasText: "Source:" }).click();
  await page.getByRole("link", { name: "demo", exact: true }).click();
  await expect(page).toHaveURL(/source=demo/);
  await page.getByRole("button", { name: "Table", exact: true }).click();
  const shown = page.getByRole("table", { name: "Growth over spend, as a table" }).getByRole("row");
  await expect(shown).toHaveCount(9);
  const other = await (await browser.newContext()).newPage();
  await signIn(other, "executive", new URL(page.url()).pathname + new URL(page.url()).search);
  await other.getByRole("button", { name: "Table", exact: true }).click();
  const opened = other.getByRole("table", { name: "Growth over spend, as a table" }).getByRole("row");
  await expect(opened).toHaveCount(9);
  await expect(other.locator("summary", { hasText: "Compare: the same weekdays before" })).toBeVisible();
  // full days are over: their rows cannot differ
  const rows = (await shown.allTextContents()).slice(1, 7);
  expect((await opened.allTextContents()).slice(1, 7)).toEqual(rows);
});

test("what an address cannot mean falls back, and says so", async ({ page }) => {
  await signIn(page, "growth", "/?range=5&compare=moon&timeZone=Mars&from=2026-13-01");
  await expect(page.getByText(/“5” in the address/)).toBeVisible();
  await expect(page.getByText(/“moon” in the address/)).toBeVisible();
  await expect(page.getByText(/“Mars” in the address/)).toBeVisible();
  await expect(page.getByRole("heading", { name: "Growth over spend" })).toBeVisible();
});

test("without JavaScript the days, the clock and the table are there", async ({ browser }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(page, "executive");
  await page.locator("summary", { hasText: "Days:" }).click();
  await page.getByRole("link", { name: "14 days", exact: true }).click();
  await expect(page).toHaveURL(/range=14/);
  await page.locator("summary", { hasText: "Days:" }).click();
  await page.getByLabel("Time zone").fill("America/New_York");
  await page.getByRole("button", { name: "Use this clock" }).click();
  await expect(page).toHaveURL(/range=14.*timeZone=America/);
  await expect(page.getByText("America/New_York · as of")).toBeVisible();
  await expect(page.getByRole("table", { name: "Growth over spend, as a table" })).toBeVisible();
});

test("a pause appears on the chart as it happens, and a resume ends it", async ({
  page,
  request,
  browser,
}) => {
  await signIn(page, "growth");
  const marks = page.getByRole("button", { name: /^Paused .*still paused/ });
  await expect(page.getByRole("button", { name: /^Paused/ }).first()).toBeVisible();
  await expect(marks).toHaveCount(0);
  const paused = await api(request, "gateway", "post", "/api/v1/switch/pause", {
    reason: "a look at the spend",
  });
  expect(paused.status()).toBe(200);
  await expect(marks).toHaveCount(1);
  await expect(marks).toHaveAccessibleName(/“a look at the spend”/);
  await expect(figure(page, "Coupons a minute")).toContainText("paused since");
  await expectAccessible(page);
  await ensureResumed(browser);
  await expect(marks).toHaveCount(0);
  await expect(figure(page, "Coupons a minute")).toContainText("last 10 minutes");
});

test("a campaign that is launched stands on the overview, and pauses there in one click", async ({
  page,
  request,
}) => {
  await signIn(page, "finance");
  const key = await launchCampaign(request, { coupons: 50 });
  const row = page.getByRole("row").filter({ hasText: key });
  await expect(row).toBeVisible();
  await row.getByRole("button", { name: `Pause Test ${key}` }).click();
  await expect(row).toContainText("Paused");
  await expect(row.getByRole("link", { name: `Resume Test ${key}` })).toBeVisible();
  await api(request, "gateway", "post", `/api/v1/campaigns/${key}/end`);
  await expect(row).toHaveCount(0);
});

test("each of the four figures leads to the report behind it", async ({ page }) => {
  await signIn(page, "executive");
  await figure(page, "Spend today").click();
  await expect(page).toHaveURL(/\/costs/);
  await page.goBack();
  await figure(page, "Cost of one more user").click();
  await expect(page.getByRole("heading", { name: "Unit economics" })).toBeInViewport();
  await page.goBack();
  await figure(page, "Coupons a minute").click();
  await expect(page).toHaveURL(/\/campaigns$/);
});
