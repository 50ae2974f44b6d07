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

test("a person who was added signs in, and the audit names who did it and never the password", async ({
  browser,
}) => {
  const name = newName();
  const email = `${name.replace(" ", "-").toLowerCase()}@sluice.test`;
  const page = await (await browser.newContext()).newPage();
  await signIn(page, "admin", "/settings");
  const people = page.locator("#people");
  await people.getByLabel("Name").fill(name);
  await people.getByLabel("Email").fill(email);
  await people.getByLabel("Role").selectOption("Executive");
  await people.getByLabel("First password").fill("short");
  await people.getByRole("button", { name: "Add the person" }).click();
  await expect(people.getByLabel("First password")).toHaveAccessibleDescription(/8 characters or more/);
  await expect(people.getByLabel("Email")).toHaveValue(email);
  await expect(people.getByLabel("Role")).toHaveValue("executive");
  await people.getByLabel("First password").fill("long enough to guess");
  await people.getByRole("button", { name: "Add the person" }).click();
  await expect(people.getByRole("row").filter({ hasText: email })).toContainText("Executive");

  await page.goto(`${address.dashboard}/audit?action=person.created`);
  const row = page.getByRole("row").filter({ hasText: email });
  await expect(row).toContainText("added a person");
  await row.getByText(/\d fields/).click();
  await expect(row.getByText("executive", { exact: true })).toBeVisible();
  expect(await page.content()).not.toContain("long enough to guess");

  const theirs = await (await browser.newContext()).newPage();
  await theirs.goto(`${address.dashboard}/campaigns`);
  await theirs.getByLabel("Email").fill(email.toUpperCase());
  await theirs.getByLabel("Password").fill("long enough to guess");
  await theirs.getByRole("button", { name: "Sign in" }).click();
  await theirs.waitForURL("**/campaigns");
});

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
