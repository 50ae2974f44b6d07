import { address, expect, expectAccessible, type Page, test } from "./fixtures/sluice";

/** Through the company's own sign-in, as the account named. */
async function comeAs(page: Page, login: string, path = "/campaigns"): Promise<void> {
  await page.goto(`${address.dashboard}${path}`);
  await page.getByRole("link", { name: "Continue with single sign-on" }).click();
  await page.locator("input[name=login]").fill(login);
  await page.locator("input[name=password]").fill("any password");
  await page.locator("button[type=submit]").click();
  await page.locator("form[action*='interaction'] button[type=submit]").click();
  await page.waitForURL((url) => url.origin === address.dashboard && !url.pathname.startsWith("/api"));
}

test("single sign-on leads in with the role of the claim, back to where one wanted to go, and out again", async ({
  page,
}) => {
  await comeAs(page, "fiona", "/audit?action=campaign.created");
  expect(page.url()).toBe(`${address.dashboard}/audit?action=campaign.created`);
  await page.goto(`${address.dashboard}/settings/account`);
  await expect(page.getByRole("button", { name: "Fiona Finance" }).first()).toContainText("Finance lead");
  await expect(page.getByRole("table", { name: "Sessions" })).toContainText("Single sign-on");
  await expect(page.getByText("have no password here")).toBeVisible();
  await page.goto(`${address.dashboard}/campaigns/new`);
  await expect(page.getByRole("main")).toContainText(
    "Your role may not create, edit, launch or end campaigns.",
  );
  await page.getByRole("button", { name: "Fiona Finance" }).click();
  await page.getByRole("button", { name: "Sign out" }).filter({ visible: true }).click();
  await page.waitForURL("**/sign-in");
  await page.goto(`${address.dashboard}/campaigns`);
  expect(new URL(page.url()).pathname).toBe("/sign-in");
});

test("a role in a list counts", async ({ page }) => {
  await comeAs(page, "vera");
  await page.goto(`${address.dashboard}/settings/account`);
  await expect(page.getByRole("button", { name: "Vera Various" }).first()).toContainText("Growth manager");
});

for (const [login, words] of [
  ["nora", "gives you no role in Sluice"],
  ["umberto", "has not verified your email address"],
] as const) {
  test(`${login} is refused with a sentence: ${words}`, async ({ page }) => {
    await comeAs(page, login);
    expect(new URL(page.url()).pathname).toBe("/sign-in");
    await expect(page.getByRole("alert").filter({ hasText: words })).toBeVisible();
    await expectAccessible(page);
    await page.goto(`${address.dashboard}/campaigns`);
    expect(new URL(page.url()).pathname).toBe("/sign-in");
  });
}

test("the way back is refused without the state that this browser was given", async ({ page }) => {
  await page.goto(`${address.dashboard}/api/auth/callback/oidc?code=stolen&state=made-up`);
  expect(new URL(page.url()).pathname).toBe("/sign-in");
  await expect(page.getByRole("alert").filter({ hasText: "did not work" })).toBeVisible();
});

test("the provider is asked with PKCE, state and nonce", async ({ request }) => {
  const answer = await request.get(`${address.dashboard}/sign-in/sso`, { maxRedirects: 0 });
  const query = new URL(answer.headers().location ?? "").searchParams;
  expect(query.get("code_challenge_method")).toBe("S256");
  for (const name of ["code_challenge", "state", "nonce"])
    expect(query.get(name)?.length, name).toBeGreaterThan(15);
});
