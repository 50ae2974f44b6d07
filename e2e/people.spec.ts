import { createServer } from "node:http";
import { appCode } from "./fixtures/authenticator";
import { freePort } from "./fixtures/free-port";
import { watchLateness } from "./fixtures/lateness";
import {
  address,
  type Browser,
  expect,
  expectAccessible,
  expectAccessibleInBoth,
  type Page,
  signIn,
  test,
} from "./fixtures/sluice";

const unique = () => Math.random().toString(36).slice(2, 9);
const PASSWORD = "a password of the tests";

async function newPage(browser: Browser, javaScriptEnabled = true): Promise<Page> {
  return (await browser.newContext({ javaScriptEnabled })).newPage();
}

async function giveCredentials(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Invites `email` from the settings; returns the link. */
async function invite(admin: Page, email: string, role = "Growth manager"): Promise<string> {
  await admin.goto(`${address.dashboard}/settings`);
  const people = admin.locator("#people");
  await people.getByLabel("Email").fill(email);
  await people.getByLabel("Role").selectOption({ label: role });
  await people.getByRole("button", { name: "Invite" }).click();
  return (await people.locator("code").filter({ hasText: "/sign-in/invite/" }).innerText()).trim();
}

async function join(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Join" }).click();
  await page.waitForURL(`${address.dashboard}/`);
}

/** Somebody new, signed in on a page of their own. */
async function newcomer(browser: Browser, admin: Page) {
  const name = `Newcomer ${unique()}`;
  const email = `${name.replace(" ", ".").toLowerCase()}@x.test`;
  const page = await newPage(browser);
  await join(page, await invite(admin, email), name);
  return { page, name, email };
}

async function openPerson(admin: Page, name: string): Promise<void> {
  await admin.goto(`${address.dashboard}/settings`);
  await admin.getByRole("table", { name: "People" }).getByRole("link", { name }).click();
  await admin.waitForURL("**/settings/people/**");
}

for (const javaScriptEnabled of [true, false]) {
  test(`invite, accept, disable: the session is dead in the other browser at once, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async ({
    browser,
  }) => {
    const admin = await newPage(browser, javaScriptEnabled);
    await signIn(admin, "admin", "/settings");
    const name = `Ines ${unique()}`;
    const link = await invite(admin, `${name.replace(" ", ".").toLowerCase()}@x.test`);
    const theirs = await newPage(browser, javaScriptEnabled);
    await join(theirs, link, name);
    await theirs.goto(`${address.dashboard}/campaigns`);
    await expect(
      theirs.getByRole("banner").getByRole("button", { name: /Pause promotions|Resume…/ }),
    ).toBeVisible();
    await admin.goto(link);
    await expect(admin.getByText("This link was used"), "a link works once").toBeVisible();
    await openPerson(admin, name);
    await admin.getByRole("button", { name: "Disable" }).click();
    await expect(admin.getByRole("button", { name: "Enable" })).toBeVisible();
    if (javaScriptEnabled) {
      // the open page asks for nothing and still learns it
      const late = watchLateness();
      const disabledAt = performance.now();
      await theirs.waitForURL("**/sign-in?callbackUrl=%2Fcampaigns", { waitUntil: "commit" });
      expect(performance.now() - disabledAt).toBeLessThan(2_000 + late.stop());
    } else {
      await theirs.goto(`${address.dashboard}/campaigns`);
      expect(new URL(theirs.url()).pathname).toBe("/sign-in");
    }
  });
}

test("a role that changes holds at the next request, under a new session id", async ({ browser }) => {
  const admin = await newPage(browser);
  await signIn(admin, "admin", "/settings");
  const { page, name } = await newcomer(browser, admin);
  const token = async () =>
    (await page.context().cookies()).find((cookie) => cookie.name.endsWith("session-token"))?.value;
  const before = await token();
  await page.goto(`${address.dashboard}/campaigns/new`);
  await openPerson(admin, name);
  await admin.getByLabel("Role").selectOption({ label: "Finance lead" });
  const set = admin.waitForResponse((answer) => answer.request().method() === "POST");
  await admin.getByRole("button", { name: "Set the role" }).click();
  expect((await set).ok()).toBe(true);
  await page.goto(`${address.dashboard}/campaigns/new`);
  expect(new URL(page.url()).pathname).toBe("/campaigns/new");
  await expect(page.getByRole("main")).toContainText(
    "Your role may not create, edit, launch or end campaigns.",
  );
  expect(await token()).not.toBe(before);
});

test("a wrong field is told beside it, and what was typed stays", async ({ browser }) => {
  for (const javaScriptEnabled of [true, false]) {
    const page = await newPage(browser, javaScriptEnabled);
    await signIn(page, "admin", "/settings");
    const people = page.locator("#people");
    await people.getByLabel("Email").fill("not an address");
    await people.getByLabel("Role").selectOption("executive");
    await people.getByRole("button", { name: "Invite" }).click();
    await expect(people.getByLabel("Email")).toHaveAccessibleDescription(/such as name@company.com/);
    await expect(people.getByLabel("Email")).toHaveValue("not an address");
    await expect(people.getByLabel("Role")).toHaveValue("executive");
  }
});

test("a password that changes ends every other session, and an old cookie opens nothing", async ({
  browser,
}) => {
  const admin = await newPage(browser);
  await signIn(admin, "admin", "/settings");
  const { page, email } = await newcomer(browser, admin);
  const other = await newPage(browser);
  await other.goto(`${address.dashboard}/sign-in`);
  await giveCredentials(other, email, PASSWORD);
  await other.waitForURL(`${address.dashboard}/`);
  const stolen = await page.context().cookies();
  await page.goto(`${address.dashboard}/settings/account`);
  await page.getByLabel("Present password").fill("not it");
  await page.getByLabel("New password").fill("another password");
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByLabel("Present password")).toHaveAccessibleDescription("Is not your password.");
  await page.getByLabel("Present password").fill(PASSWORD);
  await page.getByLabel("New password").fill("another password");
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText("Your password is changed")).toBeVisible();
  const late = watchLateness();
  const changedAt = performance.now();
  await other.waitForURL("**/sign-in", { waitUntil: "commit" });
  expect(performance.now() - changedAt).toBeLessThan(2_000 + late.stop());
  const thief = await browser.newContext();
  await thief.addCookies(stolen);
  const answer = await thief.request.get(`${address.dashboard}/api/v1/switch`);
  expect(answer.status()).toBe(401);
});

test("a reset link sets a password once", async ({ browser }) => {
  const admin = await newPage(browser);
  await signIn(admin, "admin", "/settings");
  const { name, email } = await newcomer(browser, admin);
  await openPerson(admin, name);
  await admin.getByRole("button", { name: "Make a link for a new password" }).click();
  const link = await admin.locator("code").filter({ hasText: "/sign-in/reset/" }).innerText();
  const page = await newPage(browser, false);
  const late = await newPage(browser, false);
  for (const one of [page, late]) await one.goto(link);
  await page.getByLabel("New password").fill("set by the link");
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.waitForURL("**/sign-in?done=password");
  await late.getByLabel("New password").fill("set by who came late");
  await late.getByRole("button", { name: "Set the password" }).click();
  await expect(late.getByText("This link was used").first()).toBeVisible();
  await giveCredentials(page, email, "set by the link");
  await page.waitForURL(`${address.dashboard}/`);
});

for (const javaScriptEnabled of [true, false]) {
  test(`a second factor is added, asked for, takes no code twice, and a recovery code stands in, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async ({
    browser,
  }) => {
    const admin = await newPage(browser);
    await signIn(admin, "admin", "/settings");
    const { page: first, email } = await newcomer(browser, admin);
    const context = await browser.newContext({ javaScriptEnabled });
    await context.addCookies(await first.context().cookies());
    const page = await context.newPage();
    await page.goto(`${address.dashboard}/settings/account`);
    await page.getByRole("link", { name: "Add a second factor" }).click();
    await expect(page.getByRole("img", { name: "QR code" })).toBeVisible();
    const secret = (await page.locator("#second-factor code").innerText()).replaceAll(/\s/g, "");
    const code = (away = 0) => appCode(secret, away);
    await page.getByRole("textbox", { name: "Code" }).fill(code());
    await page.getByRole("button", { name: "Turn the second factor on" }).click();
    const shown = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
    await expect(shown).toHaveCount(10);
    const codes = await shown.allInnerTexts();
    if (javaScriptEnabled) await expectAccessible(page);

    // the next one, so that no slow machine lets it run out before it is used
    const used = code(1);
    const attempt = async (given: string) => {
      const other = await newPage(browser, javaScriptEnabled);
      await other.goto(`${address.dashboard}/sign-in?callbackUrl=/audit`);
      await giveCredentials(other, email, PASSWORD);
      await other.waitForURL("**/sign-in/code**");
      expect((await other.request.get(`${address.dashboard}/api/v1/switch`)).status(), "no session yet").toBe(
        401,
      );
      await other.getByRole("textbox", { name: "Code" }).fill(given);
      await other.getByRole("button", { name: "Continue" }).click();
      return other;
    };
    await (await attempt(used)).waitForURL("**/audit");
    await expect((await attempt(used)).getByRole("textbox", { name: "Code" })).toHaveAccessibleDescription(
      /was used before/,
    );
    await (await attempt(codes[0] ?? "")).waitForURL("**/audit");
    await expect(
      (await attempt(codes[0] ?? "")).getByRole("textbox", { name: "Code" }),
    ).toHaveAccessibleDescription(/was used before/);
  });
}

test("who guesses at an account is slowed down, and its owner's browser is not locked out", async ({
  browser,
}) => {
  const admin = await newPage(browser);
  await signIn(admin, "admin", "/settings");
  const { page: owner, email } = await newcomer(browser, admin);
  const attacker = await newPage(browser);
  await attacker.goto(`${address.dashboard}/sign-in`);
  for (let time = 0; time < 11; time += 1) {
    await giveCredentials(attacker, email, `guess ${time}`);
    await expect(attacker.getByRole("button", { name: "Sign in" })).toBeEnabled();
    await expect(attacker.getByRole("alert").filter({ hasText: /./ }).first()).toBeVisible();
  }
  await expect(attacker.getByText(/Too many tries. Try again in \d+ second/)).toBeVisible();
  await owner.goto(`${address.dashboard}/settings/account`);
  await owner.getByRole("button", { name: "Newcomer" }).first().click();
  await owner.getByRole("button", { name: "Sign out" }).filter({ visible: true }).click();
  await owner.waitForURL("**/sign-in");
  await giveCredentials(owner, email, PASSWORD);
  await owner.waitForURL(`${address.dashboard}/`);
});

test("an address that nobody has and a wrong password are told in the same words", async ({ page }) => {
  const words = [];
  for (const email of [`nobody.${unique()}@x.test`, "growth@sluice.test"]) {
    await page.goto(`${address.dashboard}/sign-in`);
    await giveCredentials(page, email, "not the password");
    words.push(await page.getByRole("alert").filter({ hasText: "do not fit" }).innerText());
  }
  expect(words[0]).toBe(words[1]);
});

test("a form that another origin posts changes nothing", async ({ page }) => {
  await signIn(page, "admin", "/settings");
  // the real form, as another site would copy it: all hidden fields of the action, our cookies sent by the browser
  const html = await (await page.request.get(`${address.dashboard}/settings`)).text();
  const form = /<form[^>]*>(?:(?!<\/form>).)*name="email"(?:(?!<\/form>).)*<\/form>/s.exec(html)?.[0] ?? "";
  const fields = [...form.matchAll(/<input type="hidden" name="([^"]*)"(?: value="([^"]*)")?/g)]
    .map(([, name, value = ""]) => `<input type="hidden" name="${name}" value="${value}">`)
    .join("");
  expect(fields).toContain("$ACTION");
  const email = `forged.${unique()}@x.test`;
  const port = await freePort();
  const other = createServer((_, answer) => {
    answer.setHeader("content-type", "text/html");
    answer.end(`<form method="post" action="${address.dashboard}/settings" enctype="multipart/form-data">${fields}
      <input name="email" value="${email}"><input name="role" value="admin"></form><script>document.forms[0].submit()</script>`);
  });
  await new Promise<void>((resolve) => {
    other.listen(port, "127.0.0.1", resolve);
  });
  try {
    const answered = page.waitForResponse((one) => one.request().method() === "POST");
    await page.goto(`http://127.0.0.1:${port}/`);
    expect((await answered).status()).toBeGreaterThanOrEqual(400);
  } finally {
    other.close();
  }
  await page.goto(`${address.dashboard}/settings`);
  await expect(page.locator("#people")).not.toContainText(email);
});

test("the new pages have no accessibility violation in light or dark, and none scrolls sideways at 320 pixels", async ({
  browser,
}) => {
  const context = await browser.newContext({ viewport: { width: 320, height: 720 } });
  const page = await context.newPage();
  await signIn(page, "admin", "/settings");
  const link = await invite(page, `look.${unique()}@x.test`);
  const person = await page
    .getByRole("table", { name: "People" })
    .getByRole("link")
    .first()
    .getAttribute("href");
  const views = ["/settings", "/settings/account", "/settings/account?add=second-factor", person ?? ""];
  for (const path of [
    ...views.map((view) => `${address.dashboard}${view}`),
    link,
    `${address.dashboard}/sign-in/reset/none`,
  ]) {
    await page.goto(path);
    await expect(page.getByRole("main")).toBeVisible();
    await test.step(path, () => expectAccessibleInBoth(page));
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wide, path).toBeLessThanOrEqual(0);
  }
  await context.close();
});
