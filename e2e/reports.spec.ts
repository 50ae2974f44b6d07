import { address, expect, expectAccessible, launchCampaign, signIn, test } from "./fixtures/sluice";

const name = `Costs of the week ${Math.random().toString(36).slice(2, 8)}`;

test("finance sets a report up, reads it in the browser, and deletes it; without SMTP the page says what to set", async ({
  page,
  browser,
}) => {
  await signIn(page, "finance", "/costs/reports");
  await expect(page.getByText("SMTP_URL is not set")).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("To", { exact: true }).fill("Ann <ann@example.com>");
  await page.getByRole("button", { name: "Set up the report" }).click();
  await expect(page.getByText(/must be (an e-mail address|one plain address)/i)).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("To", { exact: true }).fill("ann@example.com, bo@example.com");
  await page.getByRole("button", { name: "Set up the report" }).click();
  const row = page.getByRole("listitem").filter({ hasText: name });
  await expect(row).toContainText("Each Monday at 08:00");
  await expect(row).toContainText("ann@example.com, bo@example.com");
  await row.getByRole("link", { name: "See the report" }).click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(page.getByText("Cost of one more user")).toBeVisible();
  await expect(page.getByRole("table", { name: "Day by day" })).toBeVisible();
  await expectAccessible(page);
  const executive = await (await browser.newContext()).newPage();
  await signIn(executive, "executive", "/costs/reports");
  await expect(executive.getByText(name)).toBeVisible();
  await expect(executive.getByText("ann@example.com")).toHaveCount(0);
  await page.goto(`${address.dashboard}/costs/reports`);
  await page.getByRole("button", { name: `Delete: ${name}` }).click();
  await expect(page.getByText(name)).toHaveCount(0);
});

test("finance gives a campaign an inference budget, and it stands on /costs", async ({ page, request }) => {
  const key = await launchCampaign(request);
  await signIn(page, "finance", `/campaigns/${key}`);
  await page.getByLabel("Inference budget").fill("1,250.00");
  await page.getByRole("button", { name: "Set the inference budget" }).click();
  await expect(page.getByText("The inference budget is set.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Burn-down" })).toBeVisible();
  await expectAccessible(page);
  await page.goto(`${address.dashboard}/costs#campaign-budgets`);
  const row = page.getByRole("table", { name: "Inference budgets of campaigns" }).getByRole("row");
  await expect(row.filter({ hasText: `Test ${key}` })).toContainText("1,250.00");
  await expect(page.getByRole("heading", { name: "Anomalies" })).toBeVisible();
});
