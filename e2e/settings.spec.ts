import { address, expect, expectAccessible, signIn, test } from "./fixtures/sluice";

const newName = () => `Test ${Math.random().toString(36).slice(2, 10)}`;

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with JavaScript" : "without JavaScript";

  test(`a key is shown once, works, and is refused once it is revoked, ${how}`, async ({
    browser,
    request,
  }) => {
    const name = newName();
    const page = await (await browser.newContext({ javaScriptEnabled })).newPage();
    await signIn(page, "admin", "/settings");
    const keys = page.locator("#keys");
    await keys.getByLabel("Name").fill(name);
    await keys.getByRole("button", { name: "Make the key" }).click();
    await expect(keys.getByText("Choose at least one.")).toBeVisible();
    await expect(keys.getByLabel("Name")).toHaveValue(name);
    await keys.getByLabel("read", { exact: true }).check();
    await keys.getByRole("button", { name: "Make the key" }).click();
    const key = (await keys.getByText(/^slu_\S{20,}$/).textContent()) ?? "";
    await expect(keys.getByRole("row").filter({ hasText: name })).toContainText(key.slice(0, 8));
    if (javaScriptEnabled) await expectAccessible(page);

    const asked = () =>
      request.get(`${address.gateway}/api/v1/campaigns`, { headers: { authorization: `Bearer ${key}` } });
    expect((await asked()).status()).toBe(200);
    await page.goto(`${address.dashboard}/settings`);
    await expect(keys.getByRole("row").filter({ hasText: name })).toBeVisible();
    expect(await page.content(), "whoever loads the page again does not see it").not.toContain(key);

    await keys.getByRole("link", { name: `Revoke ${name}` }).click();
    await keys.getByRole("button", { name: "Revoke it now" }).click();
    await expect(keys.getByRole("row").filter({ hasText: name })).toContainText("Revoked");
    await expect.poll(async () => (await asked()).status(), { timeout: 2_000 }).toBe(401);
  });
}

test("whoever is no administrator is told why people and keys are not shown", async ({ page }) => {
  await signIn(page, "growth", "/settings");
  await expect(page.getByText("Your role may not manage people and keys. Administrator may.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Make the key" })).toBeHidden();
});

test("the audit narrows in its address, without JavaScript too", async ({ browser }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(page, "finance", "/audit");
  await page.getByLabel("What was done").selectOption("Added a person");
  await page.getByLabel("To what").selectOption("People");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page).toHaveURL(/action=person.created&actor=&target=person/);
  const rows = page.getByRole("table", { name: "Audit" }).getByRole("row");
  await expect(rows.nth(1)).toContainText("added a person");
  await expect(rows.filter({ hasText: "campaign" })).toHaveCount(0);
});
