import { address, expect, expectAccessible, type Page, signIn, test } from "./fixtures/sluice";

const random = () => Math.random().toString(36).slice(2, 8);
const openTable = (page: Page) => page.getByRole("button", { name: "Table", exact: true }).first().click();

test("a note written from the chart without JavaScript stands on everybody's chart without a reload, and in its table", async ({
  page,
  browser,
}) => {
  const note = `Note ${random()}`;
  await signIn(page, "executive", "/?source=demo&range=7");
  await expect(page.getByRole("heading", { name: "Growth over spend" })).toBeVisible();
  const scriptless = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(scriptless, "growth", "/costs?source=demo&range=7");
  await scriptless.getByRole("link", { name: "Add a note" }).click();
  await scriptless.getByLabel("What happened").fill(note);
  await scriptless.getByLabel("Campaign, if it is about one").fill("nowhere at all");
  await scriptless.getByRole("button", { name: "Add the note" }).click();
  await expect(scriptless.getByText("There is no campaign nowhere at all.")).toBeVisible();
  await expect(scriptless.getByLabel("What happened")).toHaveValue(note);
  await scriptless.getByLabel("Campaign, if it is about one").fill("");
  await scriptless.getByRole("button", { name: "Add the note" }).click();
  await expect(scriptless).toHaveURL(/\/costs\?range=7&source=demo/);
  await expect(scriptless.getByRole("table", { name: /Spend by model/ })).toContainText(note);
  // the executive's page was not touched
  const mark = page.getByRole("button", { name: new RegExp(`${note}”.*by `) });
  await expect(mark).toHaveCount(1);
  await openTable(page);
  await expect(page.getByRole("table", { name: "Growth over spend, as a table" })).toContainText(note);
  // whoever did not write it may not change it, its author may
  await page.goto(`${address.dashboard}/annotations`);
  const row = page.getByRole("listitem").filter({ hasText: note });
  await expect(row).toBeVisible();
  await expect(row.getByRole("button")).toHaveCount(0);
  await scriptless.goto(`${address.dashboard}/annotations`);
  await scriptless.getByRole("button", { name: `Remove the note “${note}”` }).click();
  await expect(scriptless.getByRole("listitem").filter({ hasText: note })).toHaveCount(0);
});

test("growth and spend are lines from 100 on, or a path, as the address says, and both leave as a table; on paper the page says what it is about", async ({
  page,
}) => {
  await signIn(page, "finance", "/?source=demo&range=14&compare=previous");
  await page.getByRole("link", { name: "Indexed", exact: true }).click();
  await expect(page).toHaveURL(/view=indexed/);
  await openTable(page);
  const indexed = page.getByRole("table", { name: "Growth and spend, indexed, as a table" });
  await expect(indexed.getByRole("row").nth(1)).toContainText("100.0");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Path", exact: true }).click();
  await expect(page).toHaveURL(/view=scatter/);
  await expect(page.getByRole("img", { name: /^Spend by new users\. From .* to .*Most/ })).toBeVisible();
  await openTable(page);
  const path = page.getByRole("table", { name: "Spend by new users, as a table" });
  await expect(path.getByRole("row")).toHaveCount(15);
  await expectAccessible(page);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByText(/\/\?from=.*view=scatter/)).toBeVisible();
  await expect(page.getByRole("banner")).toBeHidden();
  await expect(page.getByRole("button", { name: "Print" })).toBeHidden();
});
