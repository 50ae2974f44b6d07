import type { APIRequestContext } from "@playwright/test";
import { address, api, expect, expectAccessible, type Page, signIn, test } from "./fixtures/sluice";

test.describe.configure({ mode: "serial" });

const random = () => Math.random().toString(36).slice(2, 10);

async function send(
  request: APIRequestContext,
  source: string,
  data: Record<string, unknown>,
): Promise<void> {
  const answer = await request.post(`${address.gateway}/api/v1/events`, {
    headers: { authorization: `Bearer ${address.key}`, "content-type": "application/cloudevents+json" },
    data: JSON.stringify({
      specversion: "1.0",
      type: "sluice.inference",
      source,
      id: random(),
      subject: "somebody",
      data,
    }),
  });
  expect(answer.status(), await answer.text()).toBe(202);
}

const figure = (page: Page, label: string) => page.getByRole("link", { name: new RegExp(`^${label}`) });

test("what has no price says so, and a price set from there settles it", async ({ page, request }) => {
  const source = `costs-${random()}`;
  const model = `model-${random()}`;
  await send(request, source, { model, inputTokens: 1_000_000, outputTokens: 500_000 });
  await signIn(page, "finance", `/costs?source=${source}&range=7`);
  await expect(figure(page, "Unpriced")).toContainText("1");
  await expect(figure(page, "Spend,")).toContainText("0.00");
  await page.getByRole("link", { name: "Set its price" }).click();
  await expect(page.getByLabel("Model", { exact: true })).toHaveValue(model);
  await page.getByLabel("Input", { exact: true }).fill("0.40");
  await page.getByLabel("Output", { exact: true }).fill("cheap");
  await page.getByRole("button", { name: "Add the price" }).click();
  await expect(page.getByText(/must be a decimal/i)).toBeVisible();
  await expect(page.getByLabel("Input", { exact: true })).toHaveValue("0.40");
  await page.getByLabel("Output", { exact: true }).fill("1.20");
  await page.getByRole("button", { name: "Add the price" }).click();
  await expect(page.getByText(`${model} has a price from`)).toBeVisible();
  // 0.40 for a million in, 1.20 for half a million out
  await expect(figure(page, "Spend,")).toContainText("1.00");
  await expect(figure(page, "Unpriced")).toContainText("Every request of these days has a cost");
  const audit = await page.context().newPage();
  await audit.goto(`${address.dashboard}/audit?action=usage.repriced`);
  await expect(audit.getByRole("row").filter({ hasText: "settled unpriced usage" }).first()).toBeVisible();
});

test("a budget is set by finance, stands beside every day, and is audited; others only see it", async ({
  page,
  browser,
}) => {
  await signIn(page, "finance", "/costs");
  await page.getByLabel("Budget a month").fill("1,234.50");
  await page.getByLabel("One more user may cost").fill("0.90");
  await page.getByLabel("Reason, for the audit").fill("the plan of the tests");
  await page.getByRole("button", { name: "Set the budget" }).click();
  await expect(page.getByText(/The budget is set from/)).toBeVisible();
  await expect(figure(page, "Forecast for")).toContainText("of 1,234.50");
  await expect(page.getByRole("columnheader", { name: "To plan, full days" })).toBeVisible();
  await page.goto(`${address.dashboard}/audit?action=budget.set`);
  await expect(page.getByRole("row").filter({ hasText: "the plan of the tests" })).toBeVisible();
  const growth = await (await browser.newContext()).newPage();
  await signIn(growth, "growth", "/costs");
  await expect(growth.getByText("Finance leads and administrators set budgets.")).toBeVisible();
  await expect(growth.getByRole("button", { name: "Set the budget" })).toHaveCount(0);
  await expect(growth.getByRole("link", { name: "Export" })).toHaveCount(0);
});

test("the file has what the table shows, whatever it is grouped by", async ({ page }) => {
  // days that are over, on another clock
  const to = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
  const from = new Date(Date.now() - 12 * 86_400_000).toISOString().slice(0, 10);
  for (const groupBy of ["model", "campaign", "region"]) {
    const path = `/costs?from=${from}&to=${to}&timeZone=Asia/Kathmandu&source=demo&groupBy=${groupBy}`;
    if (groupBy === "model") await signIn(page, "finance", path);
    else await page.goto(`${address.dashboard}${path}`);
    const days = page.getByRole("table", { name: "Spend day by day" });
    const total = days.locator("tfoot tr");
    const href = await page.getByRole("link", { name: "Export" }).getAttribute("href");
    const file = await page.request.get(`${address.dashboard}${href}`);
    expect(file.status()).toBe(200);
    expect(file.headers()["content-disposition"]).toContain(`usage-${from}-to-${to}.csv`);
    const [head = "", ...lines] = (await file.text()).trim().split("\r\n");
    const column = head.split(",").indexOf("cost");
    const micros = lines.reduce(
      (sum, line) => sum + BigInt((line.split(",")[column] ?? "0").replace(".", "")),
      0n,
    );
    const report = await page.request.get(
      `${address.dashboard}/api/v1/costs?from=${from}&to=${to}&timeZone=Asia/Kathmandu&source=demo&groupBy=${groupBy}`,
    );
    const { totals, rows } = await report.json();
    expect(String(micros)).toBe(totals.micros);
    expect(rows.reduce((sum: bigint, row: { micros: string }) => sum + BigInt(row.micros), 0n)).toBe(micros);
    await expect(total).toContainText((Number(micros) / 1e6).toFixed(2));
    await expect(days.locator("tbody tr")).toHaveCount(11);
  }
});

test("whoever may not export is refused the file itself", async ({ page }) => {
  await signIn(page, "growth", "/costs");
  const file = await page.request.get(
    `${address.dashboard}/api/v1/usage.csv?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&timeZone=UTC`,
  );
  expect(file.status()).toBe(403);
  expect(await file.json()).toMatchObject({ code: "forbidden" });
});

test("the costs page has no accessibility violation where something is wrong or chosen", async ({ page }) => {
  await signIn(page, "finance", "/costs?range=9&compare=previous&groupBy=campaign");
  await expect(page.getByText(/“9” in the address/)).toBeVisible();
  await page.getByRole("button", { name: "Add the price" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await page.locator("summary", { hasText: "Days:" }).click();
  await expectAccessible(page);
});

test("the phone's page says what the spend is now and where the month ends", async ({ page, request }) => {
  await signIn(page, "executive", "/pause");
  const now = page.getByRole("region", { name: "Spend, now" });
  await expect(now).toContainText("an hour");
  await expect(page.getByRole("region", { name: "The month, if this goes on" })).toContainText("of 1,234.50");
  const answer = await api(request, "gateway", "get", "/api/v1/spend-pace");
  expect(answer.status()).toBe(200);
});
