import { address, api, expect, expectAccessible, signIn, test } from "./fixtures/sluice";

test.describe.configure({ mode: "serial" });

// long before anything that other tests count
const month = "2025-03";
const at = `/costs?period=${month}`;

test("finance closes a month with its invoice; it says who, and how far the invoice is off", async ({
  page,
}) => {
  await signIn(page, "finance", at);
  await expect(page.getByRole("table", { name: "Months of the ledger" })).toBeVisible();
  await page.getByLabel("What the provider charges").fill("12,50,x");
  await page.getByRole("button", { name: `Close ${month}` }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("What the provider charges").fill("1,234.50");
  await page.locator("#period").getByLabel("Reason, for the audit").first().fill("the books of March");
  await page.getByRole("button", { name: `Close ${month}` }).click();
  await expect(
    page.getByText(`${month} is closed: the books of March. Administrators reopen it.`),
  ).toBeVisible();
  const answer = await page.request.get(`${address.dashboard}/api/v1/periods/${month}`);
  expect(await answer.json()).toMatchObject({
    status: "closed",
    invoice: { amount: 123_450, currency: "USD" },
    differenceMicros: "1234500000",
    reason: "the books of March",
  });
  await page.goto(`${address.dashboard}/audit?action=period.closed`);
  await expect(page.getByRole("row").filter({ hasText: "the books of March" })).toBeVisible();
});

test("nobody but an administrator reopens it, and never a key", async ({ page, request, browser }) => {
  const byKey = await api(request, "gateway", "post", `/api/v1/periods/${month}/reopen`, {});
  expect(byKey.status()).toBe(403);
  const growth = await (await browser.newContext()).newPage();
  await signIn(growth, "growth", at);
  await expect(growth.getByRole("button", { name: `Reopen ${month}` })).toHaveCount(0);
  await signIn(page, "admin", at);
  await page.getByRole("button", { name: `Reopen ${month}` }).click();
  await expect(page.getByRole("button", { name: `Close ${month}` })).toBeVisible();
});

test("a month is priced again by two people", async ({ page, browser }) => {
  await signIn(page, "finance", at);
  await page.getByLabel("Why it is priced again").fill("a new contract");
  await page.getByRole("button", { name: "Count what would change" }).click();
  await expect(page.getByText("You proposed it: somebody else must approve it.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Approve and book it" })).toHaveCount(0);
  const admin = await (await browser.newContext()).newPage();
  await signIn(admin, "admin", at);
  await admin.getByRole("button", { name: "Approve and book it" }).click();
  const reratings = admin.getByRole("table", { name: `Reratings of ${month}` });
  await expect(reratings).toContainText("Done");
  await expect(reratings).toContainText("a new contract");
  await admin.goto(`${address.dashboard}/audit?action=rerating.done`);
  await expect(admin.getByRole("row").filter({ hasText: "a new contract" })).toBeVisible();
});

test("the FOCUS file is for whoever may export", async ({ page, browser }) => {
  await signIn(page, "executive", "/costs");
  const href = await page.getByRole("link", { name: "FOCUS" }).getAttribute("href");
  const file = await page.request.get(`${address.dashboard}${href}`);
  expect(file.status()).toBe(200);
  expect(file.headers()["content-disposition"]).toContain("focus-1.2-");
  expect((await file.text()).split("\r\n")[0]).toMatch(/^BilledCost,BillingAccountId,/);
  const growth = await (await browser.newContext()).newPage();
  await signIn(growth, "growth", "/costs");
  await expect(growth.getByRole("link", { name: "FOCUS" })).toHaveCount(0);
  expect((await growth.request.get(`${address.dashboard}${href}`)).status()).toBe(403);
});
