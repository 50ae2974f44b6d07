import { address, expect, expectAccessible, type Page, signInByForm, test } from "./fixtures/sluice";

async function giveCredentials(page: Page, password = address.password): Promise<void> {
  await page.getByLabel("Email").fill("growth@sluice.test");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

const pathOf = (page: Page) => page.url().replace(address.dashboard, "");

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with JavaScript" : "without JavaScript";

  test(`a wrong password is told beside the form and the email stays, ${how}`, async ({ browser }) => {
    const page = await (await browser.newContext({ javaScriptEnabled })).newPage();
    await page.goto(`${address.dashboard}/sign-in?callbackUrl=/audit`);
    await giveCredentials(page, "not the password");
    await expect(page.getByText("do not fit together")).toBeVisible();
    await expect(page.getByLabel("Email")).toHaveValue("growth@sluice.test");
    await expect(page.getByLabel("Password")).toHaveValue("");
    expect(page.url()).not.toContain("password");
    if (javaScriptEnabled) await expectAccessible(page);
    await giveCredentials(page);
    await page.waitForURL("**/audit");
  });

  test(`sign-in leads back to where one wanted to go, query and all, ${how}`, async ({ browser }) => {
    const page = await (await browser.newContext({ javaScriptEnabled })).newPage();
    await signInByForm(page, "finance", "/audit?action=campaign.created&target=campaign");
    expect(pathOf(page)).toBe("/audit?action=campaign.created&target=campaign");
    await page.goto(`${address.dashboard}/sign-in?callbackUrl=/campaigns`);
    expect(pathOf(page), "who is signed in goes on at once").toBe("/campaigns");
  });

  test(`signing out ends the session, ${how}`, async ({ browser }) => {
    const page = await (await browser.newContext({ javaScriptEnabled })).newPage();
    await signInByForm(page, "executive", "/campaigns");
    await page.getByRole("button", { name: "Executive" }).click();
    await page.getByRole("button", { name: "Sign out" }).filter({ visible: true }).click();
    await page.waitForURL("**/sign-in");
    await page.goto(`${address.dashboard}/campaigns`);
    expect(pathOf(page)).toBe("/sign-in?callbackUrl=%2Fcampaigns");
  });
}

const elsewhere = [
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "/%2F/evil.example",
  "/%5Cevil.example",
  "/%09/evil.example",
  "/.//evil.example",
  "javascript:alert(1)",
];

for (const target of elsewhere) {
  test(`sign-in never leads to ${target}`, async ({ page }) => {
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).host));
    await page.goto(`${address.dashboard}/sign-in?callbackUrl=${encodeURIComponent(target)}`);
    await giveCredentials(page);
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    expect(pathOf(page)).toBe("/");
    expect([...new Set(asked)]).toEqual([new URL(address.dashboard).host]);
  });
}

test("a form whose hidden target was changed leads nowhere else either", async ({ page }) => {
  await page.goto(`${address.dashboard}/sign-in?callbackUrl=/audit`);
  await page.locator("input[name=callbackUrl]").evaluate((input: HTMLInputElement) => {
    input.value = "//evil.example";
  });
  await giveCredentials(page);
  await page.waitForURL((url) => url.pathname !== "/sign-in");
  expect(pathOf(page)).toBe("/");
});

test("the session's cookie is out of reach of scripts and other sites", async ({ page }) => {
  await signInByForm(page, "admin", "/campaigns");
  const session = (await page.context().cookies()).find(({ name }) => name.endsWith("session-token"));
  const isHttps = address.dashboard.startsWith("https:");
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/", secure: isHttps });
  expect(session?.name.startsWith("__Secure-")).toBe(isHttps);
});
