import {
  address,
  api,
  type Browser,
  type DemoRole,
  expect,
  expectAccessible,
  type Locator,
  launchCampaign,
  type Page,
  signIn,
  test,
} from "./fixtures/sluice";

const newKey = () => `test-${Math.random().toString(36).slice(2, 10)}`;
const state = (page: Page) => page.getByRole("main").getByRole("status").first();

async function open(browser: Browser, role: DemoRole, path: string, options = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await signIn(page, role, path);
  return page;
}

/** Reaches it with the Tab key alone, as one must without a mouse. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 120; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the Tab key never reached ${target}`);
}

async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press("Enter");
}

async function type(page: Page, label: string, text: string): Promise<void> {
  await tabTo(page, page.getByRole("textbox", { name: label, exact: true }));
  await page.keyboard.type(text);
}

for (const width of [1280]) {
  test(`a campaign lives from draft to end by keyboard alone at ${width} pixels`, async ({ browser }) => {
    const key = newKey();
    const page = await open(browser, "growth", "/campaigns", { viewport: { width, height: 800 } });
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      // what React or the page itself complains of; a page that is not there has a test of its own
      if (message.type() === "error" && !message.text().startsWith("Failed to load"))
        errors.push(message.text());
    });

    await press(page, page.getByRole("link", { name: "New campaign" }).first());
    await page.waitForURL("**/campaigns/new");
    await type(page, "Name", `Keys ${key}`);
    await expect(page.getByLabel("Key", { exact: true }), "the key follows the name").toHaveValue(
      `keys-${key}`,
    );
    await type(page, "Each coupon takes off", "25");
    await type(page, "Coupons at most", "5,000");
    await expect(page.getByRole("region", { name: "Summary" })).toContainText(
      /Up to 5,000 coupons of \w{3} 25, one for each person/,
    );
    await press(page, page.getByRole("button", { name: "Launch…" }));

    await page.waitForURL(`**/campaigns/keys-${key}?confirm=launch`);
    await expect(page.getByRole("heading", { name: "Launch this campaign?" })).toBeVisible();
    await expect(page.getByText(/Up to 5,000 coupons of/)).toBeVisible();
    await expectAccessible(page);
    await press(page, page.getByRole("button", { name: "Launch now" }));
    await expect(state(page)).toHaveText("Active");

    await press(page, page.getByRole("button", { name: "Pause this campaign" }));
    await expect(state(page)).toHaveText("Paused");
    await expect(page.getByText(/Paused .* by /).first()).toBeVisible();

    await press(page, page.getByRole("link", { name: "Resume…" }));
    await type(page, "Reason, for the audit", "the keys work");
    await press(page, page.getByRole("button", { name: "Resume this campaign" }));
    await expect(state(page)).toHaveText("Active");

    await press(page, page.getByRole("link", { name: "End…" }));
    await press(page, page.getByRole("button", { name: "End it now" }));
    await expect(state(page)).toHaveText("Ended");
    await expect(page.getByText("the keys work")).toBeVisible();
    await expectAccessible(page);
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wide).toBeLessThanOrEqual(0);
    expect(errors).toEqual([]);
  });
}

for (const width of [360]) {
  test(`created, launched, watched, extended and ended by keyboard alone at ${width} pixels, with its terms`, async ({
    browser,
    request,
  }) => {
    const key = newKey();
    const page = await open(browser, "growth", "/campaigns/new", { viewport: { width, height: 800 } });
    await type(page, "Name", `Terms ${key}`);
    await type(page, "Each coupon takes off", "25");
    await press(page, page.getByText("More about who"));
    await type(page, "Only for whom", "country is CN or so");
    await type(page, "A day, for each person", "2");
    await press(page, page.getByText("More about how much"));
    await type(page, "Symbols of a code", "10");
    const summary = page.getByRole("region", { name: "Summary" });
    await expect(summary).toContainText("Only for whom country must be CN or so.");
    await expect(summary).toContainText("Nobody more than 2 times a day.");
    await press(page, page.getByText("Only at certain hours"));
    await type(page, "Days and hours", "some day 09:00-10:00");
    await press(page, page.getByRole("button", { name: "Save draft" }));
    const hours = page.getByLabel("Days and hours");
    await expect(hours).toHaveAccessibleDescription(/Each line must say days and hours/);
    await expect(hours, "what was typed stays").toHaveValue("some day 09:00-10:00");
    await expect(hours).toBeFocused();
    await page.keyboard.press("Control+A");
    await page.keyboard.type("every day 00:00-24:00");
    await press(page, page.getByRole("button", { name: "Launch…" }));
    await page.waitForURL(`**/campaigns/terms-${key}?confirm=launch`);
    await press(page, page.getByRole("button", { name: "Launch now" }));
    await expect(state(page)).toHaveText("Active");
    await expectAccessible(page);

    await press(page, page.getByText("Make codes in advance"));
    await type(page, "How many codes", "1,200");
    await press(page, page.getByRole("button", { name: "Make codes" }));
    const jobs = page.getByRole("list", { name: "Jobs" });
    await expect(jobs).toContainText("Making codes");
    await expect(jobs).toContainText("1,200 of 1,200 · done", { timeout: 30_000 });

    const ask = (country: string) =>
      api(request, "gateway", "post", `/api/v1/campaigns/terms-${key}/coupons`, {
        subject: "s",
        attributes: { country },
      });
    expect((await (await ask("US")).json()).code).toBe("not_eligible");
    const issued = await ask("cn or so");
    const { code, expiresAt } = await issued.json();
    expect(code.replaceAll("-", "")).toHaveLength(10);
    expect(expiresAt).toBeNull();

    await page.reload();
    await press(page, page.getByText("Give open coupons more time"));
    await type(page, "Days more", "5");
    await press(page, page.getByRole("button", { name: "Extend" }));
    await expect(jobs).toContainText("Giving coupons more time");
    await expect(jobs.getByRole("listitem").first()).toContainText("done");

    await press(page, page.getByText("Revoke coupons"));
    await press(page, page.getByRole("button", { name: "Revoke them" }));
    await expect(page.getByText(/Must be ticked/)).toBeVisible();
    await tabTo(page, page.getByLabel("Take them out of use"));
    await page.keyboard.press("Space");
    await press(page, page.getByRole("button", { name: "Revoke them" }));
    await expect(jobs).toContainText("Revoking coupons");
    await expect(jobs.getByRole("listitem").first()).toContainText("done", { timeout: 30_000 });
    const gone = await api(request, "gateway", "get", `/api/v1/coupons/${code}`);
    expect((await gone.json()).status).toBe("revoked");

    await press(page, page.getByRole("link", { name: "End…" }));
    await press(page, page.getByRole("button", { name: "End it now" }));
    await expect(state(page)).toHaveText("Ended");
    await expectAccessible(page);
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wide).toBeLessThanOrEqual(0);
  });
}

test("without JavaScript a wrong field is told beside it, nothing typed is lost, and the campaign is made and run", async ({
  browser,
}) => {
  const key = newKey();
  const page = await open(browser, "growth", "/campaigns/new", { javaScriptEnabled: false });
  await page.getByLabel("Name").fill("Made without a script");
  await page.getByLabel("Key").fill(key);
  await page.getByText("Percent off").click();
  await page.getByLabel("Per cent off").fill("120");
  await page.getByLabel("Coupons at most").fill("5,000");
  await page.getByLabel("Meant for, in your words").fill("people\nwho wait");
  await page.getByLabel("Time zone").selectOption("Europe/Madrid");
  await page.getByLabel("Ends").fill("2099-12-27T10:00");
  await page.getByRole("button", { name: "Save draft" }).click();

  await expect(page.getByLabel("Per cent off")).toHaveAccessibleDescription("Must be 1 to 100 per cent.");
  await expect(page.getByLabel("Name")).toHaveValue("Made without a script");
  await expect(page.getByLabel("Key")).toHaveValue(key);
  await expect(page.getByLabel("Coupons at most")).toHaveValue("5,000");
  await expect(page.getByLabel("Meant for, in your words")).toHaveValue("people\nwho wait");
  await expect(page.getByLabel("Time zone")).toHaveValue("Europe/Madrid");
  await expect(page.getByLabel("Ends")).toHaveValue("2099-12-27T10:00");

  await page.getByLabel("Per cent off").fill("20");
  await page.getByRole("button", { name: "Launch…" }).click();
  await expect(page.getByText(/Up to 5,000 coupons of 20 %/)).toBeVisible();
  await page.getByRole("button", { name: "Launch now" }).click();
  await expect(state(page)).toHaveText("Active");
  await page.getByRole("button", { name: "Pause this campaign" }).click();
  await expect(state(page)).toHaveText("Paused");
  await page.getByRole("link", { name: "Resume…" }).click();
  await page.getByRole("button", { name: "Resume this campaign" }).click();
  await expect(state(page)).toHaveText("Active");
});

test("a wrong field keeps what was typed and takes the focus, and a taken key is told beside it", async ({
  browser,
  request,
}) => {
  const key = await launchCampaign(request, { coupons: 1 });
  const page = await open(browser, "growth", "/campaigns/new");
  await page.getByLabel("Name").fill("The same key again");
  await page.getByLabel("Key").fill(key);
  await page.getByLabel("Each coupon takes off").fill("25.555");
  await page.getByRole("button", { name: "Save draft" }).click();
  const value = page.getByLabel("Each coupon takes off");
  await expect(value).toHaveAccessibleDescription(/with at most \d digits after the point/);
  await expect(value).toBeFocused();
  await value.fill("25.50");
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByLabel("Key")).toHaveAccessibleDescription(/taken/);
  await expect(page.getByLabel("Name")).toHaveValue("The same key again");
  await expect(value).toHaveValue("25.50");
  await expectAccessible(page);
});

test("two people editing the same campaign: the second is told, and decides whose words stand", async ({
  browser,
  request,
}) => {
  const key = await launchCampaign(request, { coupons: 10 });
  const path = `/campaigns/${key}/edit`;
  const first = await open(browser, "growth", path);
  const second = await open(browser, "admin", path);
  await first.getByLabel("Name").fill("The first one's name");
  await first.getByRole("button", { name: "Save" }).click();
  await first.waitForURL(`**/campaigns/${key}`);

  await second.getByLabel("Name").fill("The second one's name");
  await second.getByRole("button", { name: "Save" }).click();
  await expect(second.getByText("Somebody changed this campaign meanwhile")).toBeVisible();
  await expect(second.getByLabel("Name")).toHaveValue("The second one's name");
  const kept = await (await api(request, "gateway", "get", `/api/v1/campaigns/${key}`)).json();
  expect(kept.name, "nothing was overwritten").toBe("The first one's name");

  await second.getByRole("button", { name: "Save mine over it" }).click();
  await second.waitForURL(`**/campaigns/${key}`);
  await expect(second.getByRole("heading", { level: 1 })).toHaveText("The second one's name");
});

test("a move that somebody else made before is refused in words, beside what stands now", async ({
  browser,
  request,
}) => {
  const key = await launchCampaign(request, { coupons: 10 });
  const page = await open(browser, "growth", `/campaigns/${key}?confirm=end`);
  await api(request, "gateway", "post", `/api/v1/campaigns/${key}/end`);
  await page.getByRole("button", { name: "End it now" }).click();
  await expect(page.getByRole("main")).toContainText(/Somebody changed this campaign meanwhile|Ended/);
  await expect(state(page)).toHaveText("Ended");
});

test("whoever may not resume is told who may", async ({ browser, request }) => {
  const key = await launchCampaign(request, { coupons: 10 });
  const finance = await open(browser, "finance", `/campaigns/${key}`);
  await expect(finance.getByRole("link", { name: "Edit" })).toBeHidden();
  await finance.getByRole("button", { name: "Pause this campaign" }).click();
  await expect(state(finance)).toHaveText("Paused");
  const growth = await open(browser, "growth", `/campaigns/${key}?confirm=resume`);
  await expect(growth.getByRole("button", { name: "Resume this campaign" })).toBeHidden();
  await expect(growth.getByText("an executive or an administrator may resume it")).toBeVisible();
});

test("the list narrows, sorts and pages in the address, and a shared link shows the same", async ({
  browser,
  request,
}) => {
  const key = await launchCampaign(request, { coupons: 10 });
  const page = await open(browser, "finance", "/campaigns");
  await page.getByLabel("Search campaigns").fill(key);
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.waitForURL(`**/campaigns?search=${key}`);
  await page
    .getByRole("navigation", { name: "State" })
    .getByRole("link", { name: /^Active/ })
    .click();
  await page.waitForURL(/status=active/);
  await page.getByRole("columnheader", { name: "Coupons" }).getByRole("link").click();
  await page.waitForURL(/sort=issued/);
  const rows = page.getByRole("table", { name: "Campaigns" }).getByRole("row");
  await expect(rows).toHaveCount(2);
  const shared = await open(browser, "executive", page.url().replace(address.dashboard, ""));
  await expect(shared.getByRole("link", { name: `Test ${key}` })).toBeVisible();
  await shared
    .getByRole("row")
    .filter({ hasText: key })
    .getByRole("button", { name: /^Pause/ })
    .click();
  await expect(shared.getByText("No campaign that is active")).toBeVisible();
});

test("⌘K finds a campaign by its key and opens it", async ({ browser, request }) => {
  const key = await launchCampaign(request, { coupons: 10 });
  const page = await open(browser, "finance", "/audit");
  const words = page.getByPlaceholder("A page, a view, or a campaign by name or key");
  // a key pressed before the page listens is pressed again, as a person would
  await expect(async () => {
    await page.keyboard.press("Control+k");
    await expect(words).toBeVisible({ timeout: 500 });
  }).toPass();
  await words.fill(key);
  await expect(page.getByRole("option", { name: new RegExp(key) })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/campaigns/${key}`);
});
