import { address, expect, expectAccessibleInBoth, signIn, test } from "./fixtures/sluice";

test.describe.configure({ mode: "serial" });

// long before anything that other tests count
const usage = [
  "time,subject,model,provider,inputTokens",
  "2025-05-01T10:00:00Z,u1,gpt-4o,openai,5",
  "2025-05-01T10:00:00Z,u1,gpt-4o,openai,5",
  "yesterday,u2,gpt-4o,openai,5",
  "2025-05-31T10:00:00Z,u2,gpt-4o,openai,7",
].join("\n");
const invoices = [
  "provider,invoice,period,amount,currency",
  "OpenAI,INV-5,2025-05,12.50,USD",
  "Nobody,N-1,2025-05,3,USD",
].join("\n");
const csv = (name: string, text: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

test("finance checks a usage file, imports it, and the same file again adds nothing", async ({
  page,
  browser,
}) => {
  await signIn(page, "finance", "/costs/imports");
  const entry = page.getByRole("listitem", { name: "may.csv" }).first();
  const check = async () => {
    await page.getByLabel("File", { exact: true }).setInputFiles(csv("may.csv", usage));
    await page.getByRole("button", { name: "Check the file" }).click();
    await expect(entry).toContainText("Checked, not imported");
  };
  await check();
  await expect(entry).toContainText("Would be loaded3");
  await expect(entry.getByRole("list", { name: "Refused rows of may.csv" })).toContainText(
    "Line 4: time: must be a time",
  );
  await entry.getByRole("button", { name: "Import 3 rows" }).click();
  await expect(entry).toContainText("Loaded3");
  const link = await entry.getByRole("link", { name: "Refused rows" }).getAttribute("href");
  const refused = await page.request.get(`${address.dashboard}${link}`);
  expect((await refused.text()).split("\r\n")[1]).toMatch(/^4,wrong_field,.*,yesterday,u2,gpt-4o,openai,5$/);
  await check();
  await expect(entry).toContainText("Would be loaded0");
  await expect(entry).toContainText("Known already3");
  await entry.getByRole("button", { name: "Discard may.csv" }).click();
  await expect(entry).toContainText(/Discarded|Cancelled/);
  const growth = await (await browser.newContext()).newPage();
  await signIn(growth, "growth", "/costs/imports");
  await expect(growth.getByRole("listitem", { name: "may.csv" })).toHaveCount(2);
  await expect(growth.getByRole("button", { name: "Check the file" })).toHaveCount(0);
});

test("finance sets a month's invoices beside what was metered", async ({ page }) => {
  await signIn(page, "finance", "/costs/imports?period=2025-05");
  const add = async (text: string) => {
    await page.getByLabel("Invoices, CSV").setInputFiles(csv("invoices.csv", text));
    await page.getByRole("button", { name: "Add the invoices" }).click();
  };
  await add(`${invoices}\nOpenAI,INV-6,2025-05,ten,USD`);
  await expect(page.getByRole("alert").first()).toContainText("line 4, amount: must be an amount");
  await add(invoices);
  await expect(page.getByRole("alert").first()).toContainText("2 lines added for 2025-05.");
  const table = page.getByRole("table", { name: "Metered and invoiced in 2025-05" });
  await expect(table.getByRole("row", { name: /^OpenAI All models Both/ })).toContainText("12.50");
  await expect(table.getByRole("row", { name: /^Nobody All models Not metered/ })).toContainText("+3.00");
  await add(invoices);
  await expect(page.getByRole("alert").first()).toContainText("All 2 lines were known already");
  await expectAccessibleInBoth(page);
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${address.dashboard}/costs?period=2025-05#period`);
  await expect(page.getByRole("table", { name: "Metered and invoiced in 2025-05" })).toBeVisible();
  await expect(page.getByText("Empty: the lines of invoices, USD 15.50")).toBeVisible();
});
