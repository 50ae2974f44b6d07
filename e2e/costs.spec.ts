import { readFileSync } from "node:fs";
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

test("finance tells what the spike of 3 December cost, who caused it and that the export has it, in under eight clicks; the link shows an executive the same", async ({
  page,
  browser,
  request,
}) => {
  const source = `spike-${random()}`;
  const [steady, spiking] = [`steady-${random()}`, `referral-${random()}`];
  const day = (nth: number) => `2024-${nth > 30 ? `12-0${nth - 30}` : `11-${nth}`}`;
  const events = [26, 27, 28, 29, 30, 31, 32, 33, 34, 35].flatMap((nth) =>
    [steady, ...(nth === 33 ? [spiking] : [])].map((campaign) => ({
      specversion: "1.0",
      type: "sluice.inference",
      source,
      id: `${nth}-${campaign}`,
      time: `${day(nth)}T09:30:00Z`,
      subject: `${campaign}-${nth}`,
      data: {
        model: "qwen-plus",
        campaign,
        cost: { micros: campaign === spiking ? 44_550_000 : 3_200_000, currency: "USD" },
      },
    })),
  );
  const sent = await request.post(`${address.gateway}/api/v1/events`, {
    headers: { authorization: `Bearer ${address.key}`, "content-type": "application/cloudevents-batch+json" },
    data: JSON.stringify(events),
  });
  expect(await sent.json(), "the events").toMatchObject({ accepted: events.length });
  await signIn(page, "finance", "/costs");
  let clicks = 0;
  const click = async (target: ReturnType<Page["locator"]>) => {
    clicks += 1;
    await target.click();
  };
  await click(page.locator("summary", { hasText: "Days:" }));
  await page.getByLabel("From", { exact: true }).fill("2024-11-26");
  await page.getByLabel("To, included").fill("2024-12-05");
  await click(page.getByRole("button", { name: "Show these days" }));
  await page.waitForURL(/from=2024-11-26/);
  await expect(page.getByRole("button", { name: "Show these days" })).toBeHidden();
  await click(page.locator("summary", { hasText: "Source:" }));
  await click(page.getByRole("link", { name: source }));
  await page.waitForURL(/source=spike/);
  await click(page.getByRole("link", { name: "Campaign", exact: true }));
  const days = page.getByRole("table", { name: "Spend day by day" });
  const spike = days.getByRole("row").filter({ hasText: "Tue 3 Dec" });
  // what it cost, and who caused it
  await expect(days.getByRole("columnheader").nth(3)).toContainText(spiking);
  await expect(spike.getByRole("cell").nth(3)).toHaveText("44.55");
  await expect(spike).toContainText("47.75");
  const download = page.waitForEvent("download");
  await click(page.getByRole("link", { name: "Export" }));
  expect(clicks).toBeLessThan(8);
  const lines = readFileSync(await (await download).path(), "utf8");
  expect(lines).toMatch(new RegExp(`^2024-12-03T00:00:00.000Z,.*,${spiking},1,.*,44\\.550000,USD`, "m"));
  const executive = await (await browser.newContext()).newPage();
  await signIn(executive, "executive", page.url().replace(address.dashboard, ""));
  expect(executive.url()).toBe(page.url());
  const seen = executive.getByRole("table", { name: "Spend day by day" });
  await expect(seen).toContainText("47.75");
  expect(await seen.textContent()).toBe(await days.textContent());
});

test("whoever may not export is refused the file itself", async ({ page }) => {
  await signIn(page, "growth", "/costs");
  const file = await page.request.get(
    `${address.dashboard}/api/v1/usage.csv?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&timeZone=UTC`,
  );
  expect(file.status()).toBe(403);
  expect(await file.json()).toMatchObject({ code: "forbidden" });
});

test("what a pause did to spend and growth stands on the costs page and on the pause's own", async ({
  page,
}) => {
  await signIn(page, "executive", "/costs?source=demo&range=30");
  const row = page
    .getByRole("table", { name: "What pauses did" })
    .getByRole("row")
    .filter({ hasText: "Not enough history for an interval" })
    .last();
  await expect(row).toContainText(/(avoided|more)/);
  await row.getByRole("link").click();
  await expect(page.getByText(/was to be expected/).first()).toBeVisible();
  await expectAccessible(page);
});

test("who came back is told by week and by campaign, and as a file", async ({ page }) => {
  await signIn(page, "growth", "/costs?source=demo");
  const weeks = page.getByRole("table", { name: "Who came back, by the week they came in" });
  const answer = await page.request.get(`${address.dashboard}/api/v1/cohorts?source=demo`);
  const { weeks: told, campaigns } = await answer.json();
  const known = told.filter(({ users }: { users: number }) => users > 0);
  await expect(weeks.locator("tbody tr")).toHaveCount(known.length);
  const [first] = known;
  const back = first.cells.find(({ after }: { after: number }) => after === 1);
  await expect(weeks.locator("tbody tr").first().getByRole("cell").nth(0)).toHaveText(String(first.users));
  await expect(weeks.locator("tbody tr").first().getByRole("cell").nth(1)).toHaveAttribute(
    "title",
    new RegExp(`${back.users} of ${back.of}$`),
  );
  const brought = page.getByRole("table", { name: "Who came back, by the campaign that brought them" });
  await expect(brought.locator("tbody tr")).toHaveCount(campaigns.length);
  const download = page.waitForEvent("download");
  await page.locator("#cohorts").getByRole("button", { name: "CSV" }).click();
  const file = readFileSync(await (await download).path(), "utf8");
  expect(file).toContain(`week,${first.week},${first.users},`);
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

test("a figure opens the rows that it sums, each tells how its cost came about, the file has them to the last unit, and a saved view opens them for others", async ({
  page,
  browser,
  request,
}) => {
  const source = `ledger-${random()}`;
  const model = `model-${random()}`;
  const price = { model, currency: "USD", effectiveFrom: "2024-12-01T00:00:00Z" };
  const added = await api(request, "gateway", "post", "/api/v1/prices", {
    ...price,
    perMillion: { input: "0.40", output: "1.20" },
  });
  expect(added.status()).toBe(201);
  const events = Array.from({ length: 60 }, (_, nth) => ({
    specversion: "1.0",
    type: "sluice.inference",
    source,
    id: String(nth),
    time: new Date(Date.UTC(2024, 11, 3, 0, nth * 20)).toISOString(),
    subject: `user-${nth % 3}`,
    data: { model, inputTokens: 1001 + nth, outputTokens: 7 },
  }));
  const sent = await request.post(`${address.gateway}/api/v1/events`, {
    headers: { authorization: `Bearer ${address.key}`, "content-type": "application/cloudevents-batch+json" },
    data: JSON.stringify(events),
  });
  expect(await sent.json()).toMatchObject({ accepted: 60 });
  // half up, each event once: tokens × 0.40 + 7 × 1.20
  const micros = (nth: number) => Math.floor(((1001 + nth) * 40 + 7 * 120 + 50) / 100);
  const all = events.reduce((sum, _, nth) => sum + micros(nth), 0);
  const words = (sum: number) => (sum / 1e6).toFixed(6);
  await signIn(page, "finance", `/costs?from=2024-12-02&to=2024-12-05&source=${source}`);
  const day = page
    .getByRole("table", { name: "Spend day by day" })
    .getByRole("row")
    .filter({ hasText: "Tue 3 Dec" });
  await day.getByRole("link").first().click();
  await expect(page.getByRole("heading", { name: "Ledger", exact: true }).first()).toBeVisible();
  const rows = page.getByRole("table", { name: "Ledger rows" });
  await expect(rows.locator("tbody tr")).toHaveCount(50);
  await expect(rows.locator("tfoot")).toContainText(words(all));
  await page.getByRole("link", { name: "Next", exact: true }).click();
  await expect(rows.locator("tbody tr")).toHaveCount(10);
  await expect(rows.locator("tfoot")).toContainText(words(all));
  await rows.getByRole("link").first().click();
  const entry = page.locator("#entry");
  await expect(entry).toContainText("it comes to what is booked, to the last unit");
  await expect(entry).toContainText("0.40 a million tokens");
  await expect(entry).toContainText(`${words(micros(9))} USD`);
  await expectAccessible(page);
  const href = await page.getByRole("link", { name: "Export" }).getAttribute("href");
  const file = await (await page.request.get(`${address.dashboard}${href}`)).text();
  const [head = "", ...lines] = file.trim().split("\r\n");
  const at = head.split(",").indexOf("cost");
  expect(lines).toHaveLength(60);
  expect(lines.reduce((sum, line) => sum + Number((line.split(",")[at] ?? "").replace(".", "")), 0)).toBe(
    all,
  );
  // one user's, by the form
  await page.locator("summary", { hasText: "Filter" }).click();
  await page.getByLabel("User, the whole id").fill("user-1");
  await page.getByRole("button", { name: "Show these rows" }).click();
  await expect(rows.locator("tbody tr")).toHaveCount(20);
  const own = events.reduce((sum, _, nth) => sum + (nth % 3 === 1 ? micros(nth) : 0), 0);
  await expect(rows.locator("tfoot")).toContainText(words(own));
  // nothing keeps the name of a chatbot user, who may be erased
  const save = async () => {
    await page.locator("summary", { hasText: "Views" }).click();
    await page.getByLabel("Name of this view").fill(`Rows of ${source}`);
    await page.getByLabel("For everybody, not only for me").check();
    await page.getByRole("button", { name: "Save this view" }).click();
  };
  await save();
  await expect(page.getByText("A view of one chatbot user cannot be saved")).toBeVisible();
  // without the user it is kept for everybody, and opens the same rows for an executive
  const without = new URL(page.url());
  without.searchParams.delete("subject");
  await page.goto(without.href);
  await save();
  await expect(page.getByText("Saved. Everybody finds it here.")).toBeVisible();
  await expectAccessible(page);
  const executive = await (await browser.newContext()).newPage();
  await signIn(executive, "executive", "/costs/ledger");
  await executive.locator("summary", { hasText: "Views" }).click();
  await executive.getByRole("link", { name: `Rows of ${source}` }).click();
  const shown = executive.getByRole("table", { name: "Ledger rows" }).locator("tfoot");
  await expect(shown).toContainText(words(all));
  // and from any page by ⌘K
  await executive.goto(`${address.dashboard}/guardrails`);
  const find = executive.getByPlaceholder("A page, a view, or a campaign by name or key");
  await expect(async () => {
    await executive.keyboard.press("Control+k");
    await expect(find).toBeVisible({ timeout: 500 });
  }).toPass();
  await find.fill(`rows of ${source}`);
  await executive.getByRole("option", { name: new RegExp(`Rows of ${source} shared by`) }).click();
  await expect(shown).toContainText(words(all));
});
