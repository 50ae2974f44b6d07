import {
  address,
  api,
  type Browser,
  expect,
  expectAccessible,
  expectAccessibleInBoth,
  issue,
  launchCampaign,
  type Page,
  signIn,
  test,
} from "./fixtures/sluice";

const PAGE = 50;

async function open(browser: Browser, path: string, options = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await signIn(page, "growth", path);
  return page;
}

test("the coupon table narrows, sorts and pages in its address, and revokes what is ticked, without JavaScript", async ({
  browser,
  request,
}) => {
  const key = await launchCampaign(request);
  const codes: string[] = [];
  for (let nth = 0; nth < PAGE + 3; nth += 1) {
    const answer = await issue(request, "gateway", key, `user-${String(nth).padStart(2, "0")}`);
    codes.push((await answer.json()).code);
  }
  const redeem = await api(request, "gateway", "post", `/api/v1/coupons/${codes[7]}/redemptions`, {
    subject: "user-07",
    orderId: `order-${key}`,
    amount: 6_800,
    currency: "CNY",
  });
  expect(redeem.status()).toBe(201);
  const path = `/campaigns/${key}/coupons`;
  const page = await open(browser, path, { javaScriptEnabled: false });
  const table = page.getByRole("table", { name: "Coupons" });
  const rows = table.getByRole("row");
  await expect(rows).toHaveCount(PAGE + 1);
  await expect(rows.nth(1), "the last issued first").toContainText(codes.at(-1) ?? "");

  await page.getByRole("link", { name: "Next" }).click();
  await expect(rows).toHaveCount(3 + 1);
  await expect(rows.last()).toContainText(codes[0] ?? "");
  await page.getByRole("link", { name: "Previous" }).click();
  await page.getByRole("columnheader", { name: "Issued", exact: true }).getByRole("link").click();
  await expect(rows.nth(1), "the first issued first").toContainText(codes[0] ?? "");

  await page.getByRole("searchbox", { name: "Search coupons" }).fill(`order-${key}`);
  await page.getByRole("button", { name: "Search" }).click();
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText(/Redeemed.*CNY.25/);
  await expect(rows.nth(1).getByRole("checkbox"), "what is redeemed is not revoked").toHaveCount(0);

  await page.goto(`${address.dashboard}${path}?search=user-0`);
  await expect(rows).toHaveCount(10 + 1);
  for (const code of [codes[3], codes[4]]) await page.getByRole("checkbox", { name: `Tick ${code}` }).check();
  await page.getByLabel("Reason, for the audit").fill("two of a kind");
  await page.getByRole("button", { name: "Revoke the ticked" }).click();
  await expect(page.getByText("Revoking coupons")).toBeVisible();
  // a job, and a page without JavaScript does not look again by itself
  await expect(async () => {
    await page.goto(`${address.dashboard}${path}?status=revoked`);
    await expect(rows).toHaveCount(2 + 1, { timeout: 500 });
  }).toPass();
  await expect(table).toContainText(codes[3] ?? "");
  await expect(table).toContainText(codes[4] ?? "");
  await page.goto(`${address.dashboard}${path}?from=2020-01-01T00%3A00&to=2020-01-02T00%3A00`);
  await expect(page.getByRole("heading", { name: "No such coupon" })).toBeVisible();
});

test("a cluster is seen with what it cost, its coupons are revoked and it is kept out, at 360 pixels", async ({
  browser,
  request,
}) => {
  const key = await launchCampaign(request);
  const inviter = `aunt-of-${key}`;
  const ask = (subject: string) =>
    api(request, "gateway", "post", `/api/v1/campaigns/${key}/coupons`, { subject, attributes: { inviter } });
  const codes: string[] = [];
  for (let nth = 0; nth < 4; nth += 1) codes.push((await (await ask(`cousin-${nth}`)).json()).code);
  await api(request, "gateway", "post", `/api/v1/coupons/${codes[0]}/redemptions`, {
    subject: "cousin-0",
    amount: 6_800,
    currency: "CNY",
  });
  const page = await open(browser, `/campaigns/${key}/who`, { viewport: { width: 360, height: 800 } });
  await page.getByLabel("What they share").selectOption("inviter");
  await page.getByRole("button", { name: "Look" }).click();
  await page.waitForURL(/by=inviter/);
  const row = page.getByRole("table", { name: "Clusters" }).getByRole("row").filter({ hasText: inviter });
  await expect(row).toContainText(/4.*4.*1.*CNY.25.*CNY.75/);
  await page.getByRole("button", { name: `Keep ${inviter} out of every campaign` }).click();
  await expect(page.getByRole("list", { name: "Kept out everywhere" })).toContainText(inviter);
  expect((await (await ask("cousin-9")).json()).code).toBe("not_eligible");
  await page.getByRole("button", { name: `Revoke the open coupons of ${inviter}` }).click();
  await expect(page.getByText(/3 of 3 · done/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: `Let ${inviter} in again` }).click();
  await expect(page.getByRole("button", { name: `Let ${inviter} in again` })).toHaveCount(0);
});

test("the tester says which clause refuses and which list, and a file of users fills a list", async ({
  browser,
  request,
}) => {
  const key = await launchCampaign(request);
  const path = `/api/v1/campaigns/${key}`;
  const eligibility = {
    all: [
      { attribute: "country", op: "is", value: "CN" },
      {
        any: [
          { attribute: "plan", op: "is", value: "pro" },
          { attribute: "days", op: "at_most", value: 7 },
        ],
      },
    ],
  };
  const { revision } = await (await api(request, "gateway", "get", path)).json();
  const edited = await api(
    request,
    "gateway",
    "patch",
    path,
    { eligibility },
    { "if-match": `"${revision}"` },
  );
  expect(edited.status(), await edited.text()).toBe(200);

  const page = await open(browser, `/campaigns/${key}/who`);
  const told = page.getByLabel("What the chatbot tells");
  await told.fill("country: CN\nplan: free\ndays: 30");
  await page.getByRole("button", { name: "Test", exact: true }).click();
  await page.waitForURL(/attributes=/);
  await expect(page.getByText("Not eligible.")).toBeVisible();
  await expect(page.getByText("/all/1/any/0")).toBeVisible();
  await expect(page.getByText("days must be at most 7; it is 30")).toBeVisible();
  await told.fill("country: CN\ndays: 3");
  await page.getByLabel("User, if it matters").fill("the-neighbour");
  await page.getByRole("button", { name: "Test", exact: true }).click();
  await expect(page.getByText("Eligible.", { exact: true })).toBeVisible();

  const deny = page.getByRole("region", { name: "Deny list" });
  await deny.getByText("Add users").click();
  await deny.getByLabel("CSV file").setInputFiles({
    name: "users.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(`subject\nthe-neighbour\n${"x".repeat(201)}\n`),
  });
  await expect(deny.getByText("1 added, 1 on it now.")).toBeVisible();
  await expect(deny.getByRole("list", { name: "Refused rows" })).toContainText("Line 3");
  await expect(page.getByText("This user is on this campaign's deny list.")).toBeVisible();
});

test("two wordings stand beside each other, and the last edit is undone", async ({ browser, request }) => {
  const key = await launchCampaign(request, { coupons: 5 });
  const path = `/api/v1/campaigns/${key}`;
  for (const change of [{ name: "Second name" }, { limits: { coupons: 9_000 } }]) {
    const { revision } = await (await api(request, "gateway", "get", path)).json();
    const answer = await api(request, "gateway", "patch", path, change, { "if-match": `"${revision}"` });
    expect(answer.status()).toBe(200);
  }
  const page = await open(browser, `/campaigns/${key}`);
  await page
    .getByRole("navigation", { name: "Pages of this campaign" })
    .getByRole("link", { name: "Versions" })
    .click();
  await page.waitForURL("**/versions");
  await page.getByRole("button", { name: "Compare" }).click();
  const differs = page.getByRole("region", { name: "What differs" });
  await expect(differs).toContainText(/Name.*Second name/);
  await expect(differs).toContainText(/Coupons at most.*5.*9,000/);
  await page.getByRole("button", { name: "Undo the last edit" }).click();
  await expect(page.getByText("took the edit before back")).toBeVisible();
  const now = await (await api(request, "gateway", "get", path)).json();
  expect(now).toMatchObject({ name: "Second name", limits: { coupons: 5 } });
});

test("the pages of a campaign have no accessibility violation in light and in dark and fit 320 pixels", async ({
  browser,
  request,
}) => {
  const key = await launchCampaign(request, { coupons: 5 });
  await issue(request, "gateway", key, "somebody");
  const page = await open(browser, `/campaigns/${key}`, {
    reducedMotion: "reduce",
    viewport: { width: 320, height: 720 },
  });
  for (const path of ["", "/coupons", "/who", "/versions"]) {
    await page.goto(`${address.dashboard}/campaigns/${key}${path}`);
    await expect(page.getByRole("main")).toBeVisible();
    await test.step(path, () => expectAccessibleInBoth(page));
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wide, path).toBeLessThanOrEqual(0);
  }
});

test("a campaign kept as a template starts another, and a note stands in the activity", async ({
  browser,
  request,
}) => {
  const key = await launchCampaign(request, { coupons: 4_321 });
  const page = await open(browser, `/campaigns/${key}`);
  await page.getByRole("textbox", { name: "Write a note" }).fill("The partner wants\na second week.");
  await page.getByRole("button", { name: "Write it down" }).click();
  await expect(page.getByText(/wrote a note: The partner wants\s+a second week\./)).toBeVisible();
  await page.getByText("Keep as a template").click();
  await page.getByLabel("Its name").fill(`Template ${key}`);
  await page.getByRole("button", { name: "Keep it" }).click();
  await expect(page.getByText(`Kept as Template ${key}`)).toBeVisible();
  await page.getByRole("button", { name: "Keep it" }).click();
  await expect(page.getByText("is taken; choose another")).toBeVisible();

  await page.goto(`${address.dashboard}/campaigns/new`);
  await page.getByRole("link", { name: `Template ${key}` }).click();
  await page.waitForURL(/template=/);
  await expect(page.getByLabel("Coupons at most")).toHaveValue("4,321");
  await expect(page.getByLabel("Each coupon takes off")).toHaveValue("25.00");
  await page.getByLabel("Key", { exact: true }).fill(`${key}-next`);
  await page.getByRole("button", { name: "Save draft" }).click();
  await page.waitForURL(`**/campaigns/${key}-next`);
  const made = await (await api(request, "gateway", "get", `/api/v1/campaigns/${key}-next`)).json();
  expect(made).toMatchObject({ status: "draft", limits: { coupons: 4_321 } });

  await page.goto(`${address.dashboard}/campaigns/new`);
  await page.getByRole("button", { name: `Remove the template Template ${key}` }).click();
  await expect(page.getByRole("link", { name: `Template ${key}` })).toHaveCount(0);
});

test("ticked campaigns are tagged, paused and ended at once, and what cannot be says why, without JavaScript", async ({
  browser,
  request,
}) => {
  const keys = [await launchCampaign(request), await launchCampaign(request)];
  const [first = "", second = ""] = keys;
  await api(request, "gateway", "post", `/api/v1/campaigns/${second}/end`);
  const page = await open(browser, "/campaigns", { javaScriptEnabled: false });
  const tickBoth = async () => {
    for (const key of keys) await page.getByRole("checkbox", { name: `Tick Test ${key}` }).check();
  };
  const act = page.getByLabel("What to do with the ticked campaigns");
  const doIt = page.getByRole("button", { name: "Do it" });
  await tickBoth();
  await act.selectOption("tag");
  await page.getByLabel("Tag", { exact: true }).fill(`tag-${first}`);
  await doIt.click();
  await expect(page.getByText("2 tagged.")).toBeVisible();
  await page
    .getByRole("link", { name: `tag-${first}` })
    .first()
    .click();
  await page.waitForURL(/tag=/);
  await expect(page.getByRole("table", { name: "Campaigns" }).getByRole("row")).toHaveCount(2 + 1);

  await tickBoth();
  await act.selectOption("pause");
  await doIt.click();
  await expect(page.getByText("1 paused.")).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: second }).first()).toBeVisible();
  const status = async (key: string) =>
    (await (await api(request, "gateway", "get", `/api/v1/campaigns/${key}`)).json()).status;
  expect([await status(first), await status(second)]).toEqual(["paused", "ended"]);

  await page.getByRole("checkbox", { name: `Tick Test ${first}` }).check();
  await act.selectOption("end");
  await doIt.click();
  await expect(page.getByText("Tick the box: this cannot be taken back.")).toBeVisible();
  expect(await status(first)).toBe("paused");
});

test("the calendar shows a campaign from its first day to its last, by keyboard and on a phone", async ({
  browser,
  request,
}) => {
  const key = `cal-${Math.random().toString(36).slice(2, 10)}`;
  const created = await api(request, "gateway", "post", "/api/v1/campaigns", {
    key,
    name: `Cal ${key}`,
    discount: { kind: "free_days", value: 3 },
    startsAt: "2031-05-28T10:00:00Z",
    endsAt: "2031-06-05T00:00:00Z",
  });
  expect(created.status()).toBe(201);
  const page = await open(browser, "/campaigns?view=calendar&month=2031-05");
  const weeks = page.getByRole("list", { name: "Weeks of May 2031" });
  await expect(weeks.getByRole("link", { name: `Cal ${key}` })).toHaveCount(1);
  await page.getByRole("link", { name: "Month after" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/month=2031-06/);
  const june = page.getByRole("list", { name: "Weeks of June 2031" });
  // the last week of May, which June's first row shows, and the week of its end
  await expect(june.getByRole("link", { name: `Cal ${key}` })).toHaveCount(2);
  await expectAccessible(page);
  await june
    .getByRole("link", { name: `Cal ${key}` })
    .first()
    .focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/campaigns/${key}`);

  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto(`${address.dashboard}/campaigns?view=calendar&month=2031-05`);
  const line = page.getByRole("listitem").filter({ hasText: `Cal ${key}` });
  await expect(line.filter({ visible: true })).toContainText(/28 May 2031 10:00 to .* 5 Jun 2031 00:00/);
  await expectAccessible(page);
});
