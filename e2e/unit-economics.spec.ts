import { expect, expectAccessible, signIn, test } from "./fixtures/sluice";

test("finance sees what users cost, gives what they bring in, and is told when a campaign has paid them back", async ({
  page,
}) => {
  await signIn(page, "finance", "/costs?source=demo");
  await page.getByRole("link", { name: "User by user, campaign by campaign" }).click();
  await expect(page.getByRole("heading", { name: "Unit economics" })).toBeVisible();
  // worked out from the events on first use
  const cost = page.getByRole("region", { name: "Cost of a user", exact: true });
  await expect(cost.getByText("Median user (P50)")).toBeVisible();
  const dearest = page.getByRole("table", { name: "Users that cost most" });
  await expect(dearest.getByRole("link").first()).toHaveAttribute("href", /^\/costs\/ledger\?.*subject=/);
  const cohorts = page.getByRole("table", { name: "Cohorts of these days" });
  await expect(cohorts.getByRole("row", { name: /^Week of \w{3} \d/ }).first()).toContainText("%");
  const campaigns = page.getByRole("table", { name: "Users of each campaign" });
  const row = campaigns.getByRole("row").nth(1);
  await expect(row).toContainText("redeemed");
  await expect(page.getByText("This is no experiment.")).toBeVisible();
  await page.getByLabel("Revenue from month").fill("2020-01");
  await page.getByLabel("Revenue per active user and day").fill("2,50,x");
  await page.getByRole("button", { name: "Set the revenue" }).click();
  await expect(page.getByText(/must be an amount/i).first()).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Revenue per active user and day").fill("250");
  await page.locator("#revenue").getByLabel("Reason, for the audit").fill("the price list");
  await page.getByRole("button", { name: "Set the revenue" }).click();
  await expect(page.getByText("It is set from 2020-01 on.")).toBeVisible();
  await page.reload();
  await expect(row).toContainText(/day \d+|not within|not enough data yet/);
  await expect(page.getByText("(“the price list”)")).toBeVisible();
});
