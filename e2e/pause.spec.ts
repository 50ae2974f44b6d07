import { address, api, ensureResumed, expect, issue, launchCampaign, signIn, test } from "./fixtures/sluice";

test.describe.configure({ mode: "serial" });
test.afterEach(async ({ browser }) => {
  await ensureResumed(browser);
});

test("one click at phone width stops every coupon, and the chatbot's card is gone within a second", async ({
  browser,
  request,
}) => {
  const key = await launchCampaign(request, { coupons: 100 });
  const before = await issue(request, "gateway", key, "holder-of-a-coupon");
  expect(before.status()).toBe(201);
  const { code } = await before.json();

  const chat = await (await browser.newContext()).newPage();
  await chat.goto(`${address.dashboard}/chat`);
  const card = chat.getByRole("region", { name: "Coupon" });
  await expect(card).toBeVisible();
  await expect(card.getByRole("button", { name: "Claim coupon" })).toBeEnabled();

  const executive = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await signIn(executive, "executive");
  await executive.getByRole("banner").getByRole("button", { name: "Pause promotions" }).click();
  await expect(executive.getByRole("banner").getByText("Paused")).toBeVisible();
  await expect(card).toBeHidden({ timeout: 1_000 });
  await expect(chat.getByRole("status").first()).toBeVisible();

  for (const lane of ["gateway", "dashboard"] as const) {
    const refused = await issue(request, lane, key, `late-${lane}`);
    expect(refused.status()).toBe(409);
    expect((await refused.json()).code).toBe("promotions_paused");
  }
  const redeemed = await api(request, "gateway", "post", `/api/v1/coupons/${code}/redemptions`, {
    subject: "holder-of-a-coupon",
  });
  expect(redeemed.status(), "a coupon issued before the pause still redeems").toBe(201);

  await executive.goto(`${address.dashboard}/audit`);
  const entry = executive.getByRole("row").filter({ hasText: "paused all promotions" }).first();
  await expect(entry).toContainText(/executive/i);
  await expect(entry).toContainText(/\d{1,2}:\d{2}/);

  await executive.getByRole("banner").getByText("Resume…").click();
  await executive.getByRole("button", { name: "Resume now" }).first().click();
  await expect(executive.getByRole("banner").getByRole("button", { name: "Pause promotions" })).toBeVisible();
  await expect(card).toBeVisible();
});

test("the same click pauses with JavaScript off", async ({ browser, request }) => {
  const page = await (
    await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } })
  ).newPage();
  await signIn(page, "finance");
  await page.getByRole("banner").getByRole("button", { name: "Pause promotions" }).click();
  await expect(page.getByRole("banner").getByText("Paused")).toBeVisible();
  const answer = await api(request, "gateway", "get", "/api/v1/switch");
  expect(await answer.json()).toMatchObject({ issuance: "paused", redemption: "on" });
});

test("the flag says false on both lanes before the click is answered as paused", async ({
  browser,
  request,
}) => {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, "growth");
  await page.getByRole("banner").getByRole("button", { name: "Pause promotions" }).click();
  await expect(page.getByRole("banner").getByText("Paused")).toBeVisible();
  for (const lane of ["dashboard", "gateway"] as const) {
    await expect
      .poll(
        async () =>
          (
            await (
              await api(request, lane, "post", "/ofrep/v1/evaluate/flags/promotions-enabled", {
                context: { targetingKey: "u" },
              })
            ).json()
          ).value,
      )
      .toBe(false);
  }
});

test("Pausing… stands while the click is on its way, and Paused comes with its answer, before anything else is read", async ({
  browser,
  request,
}) => {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, "executive");
  const banner = page.getByRole("banner");
  await expect(banner.getByText("Issuing")).toBeVisible();
  let letGo = () => {};
  const sent = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route("**/*", async (route) => {
    // whatever else the page asks for from now on is never answered
    if (route.request().method() !== "POST") return;
    await sent;
    await route.continue();
  });
  await banner.getByRole("button", { name: "Pause promotions" }).click();
  await expect(banner.getByText("Pausing…")).toBeVisible();
  const issuance = async () =>
    (await (await api(request, "gateway", "get", "/api/v1/switch")).json()).issuance as string;
  expect(await issuance()).toBe("on");
  letGo();
  await expect(banner.getByText("Paused")).toBeVisible();
  expect(await issuance()).toBe("paused");
});

test("a click that is not answered says that nothing is known, and the next one pauses", async ({
  browser,
  request,
}) => {
  for (const path of ["/campaigns", "/pause"]) {
    await ensureResumed(browser);
    const page = await (await browser.newContext()).newPage();
    await signIn(page, "executive", path);
    const button = page.getByRole("button", { name: /Pause promotions/ }).first();
    await page.route("**/api/v1/switch/pause", (route) => route.abort("connectionreset"));
    await button.click();
    await expect(page.getByText("pausing twice does no harm").first()).toBeVisible();
    await page.unroute("**/api/v1/switch/pause");
    await page.route("**/api/v1/switch/pause", (route) =>
      route.fulfill({ status: 503, json: { detail: "The database is not reachable just now." } }),
    );
    await button.click();
    await expect(page.getByText("pausing twice does no harm").first()).toBeVisible();
    await page.unroute("**/api/v1/switch/pause");
    await button.click();
    await expect(page.getByRole("banner").getByText("Paused")).toBeVisible();
    await expect(page.getByText("pausing twice does no harm")).toHaveCount(0);
    expect(await (await api(request, "gateway", "get", "/api/v1/switch")).json()).toMatchObject({
      issuance: "paused",
    });
  }
});

test("a click in a tab whose session has ended leads to sign-in and back", async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, "executive", "/campaigns?status=active");
  await page.context().clearCookies();
  await page.getByRole("banner").getByRole("button", { name: "Pause promotions" }).click();
  await page.waitForURL(`${address.dashboard}/sign-in?callbackUrl=%2Fcampaigns%3Fstatus%3Dactive`);
});

for (const javaScriptEnabled of [true, false]) {
  test(`"In 2 h" resumes two hours from its commit, and Enter saves the time that was typed, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async ({
    browser,
    request,
  }) => {
    const page = await (await browser.newContext({ javaScriptEnabled })).newPage();
    await signIn(page, "executive", "/pause");
    const paused = async () => (await api(request, "gateway", "get", "/api/v1/switch")).json();
    await api(request, "gateway", "post", "/api/v1/switch/pause", {});
    await page.goto(`${address.dashboard}/pause`);
    const begun = Date.now();
    await page.getByRole("button", { name: "In 2 h" }).click();
    await expect.poll(async () => (await paused()).resumeAt ?? "").not.toBe("");
    const ahead = Date.parse((await paused()).resumeAt) - begun;
    expect(ahead).toBeGreaterThanOrEqual(7_200_000);
    expect(ahead).toBeLessThan(7_200_000 + 60_000);
    await expect(page.getByLabel("Resume at")).not.toHaveValue("");
    await page.getByLabel("Resume at").fill("2099-12-01T09:00");
    await page.getByLabel("Resume at").press("Enter");
    await expect.poll(async () => (await paused()).resumeAt).toBe("2099-12-01T09:00:00.000Z");
  });
}
