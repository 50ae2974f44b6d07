import type { Page } from "@playwright/test";
import { address, type DemoRole, expect, expectAccessibleInBoth, signIn, test } from "./fixtures/sluice";

const pages = [
  "/",
  "/campaigns",
  "/campaigns/new",
  "/costs",
  "/annotations",
  "/costs/users",
  "/guardrails",
  "/audit",
  "/settings",
  "/pause",
];
const roles: DemoRole[] = ["growth", "finance", "executive", "admin"];

for (const role of roles) {
  // permissions.spec.ts opens every page as every role
  test(`every link of the shell answers for the ${role} role, and its page has the one button`, async ({
    page,
  }) => {
    await signIn(page, role);
    await expect(
      page.getByRole("banner").getByRole("button", { name: /Pause promotions|Resume…/ }),
    ).toBeVisible();
    const links = await page
      .locator("a[href^='/']")
      .evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
    // one of the many ways to ask for the same page
    const pathOf = (link: string) => new URL(link, address.dashboard).pathname;
    const different = links.filter(
      (link, at) => links.findIndex((one) => pathOf(one) === pathOf(link)) === at,
    );
    for (const link of different) {
      const answer = await page.request.get(`${address.dashboard}${link}`);
      expect(answer.status(), link).toBeLessThan(400);
    }
  });
}

test("the tab has its icon", async ({ page, request }) => {
  await page.goto(`${address.dashboard}/sign-in`);
  const href = await page.locator("link[rel='icon']").first().getAttribute("href");
  const icon = await request.get(`${address.dashboard}${href}`);
  expect([icon.status(), icon.headers()["content-type"]]).toEqual([200, "image/svg+xml"]);
});

// sign-in.spec.ts goes there and back
for (const path of pages) {
  test(`${path} leads to sign-in without a session, and names the way back`, async ({ request }) => {
    const answer = await request.get(`${address.dashboard}${path}`, { maxRedirects: 0 });
    expect(answer.status()).toBe(307);
    const way = path === "/" ? "/sign-in" : `/sign-in?callbackUrl=${encodeURIComponent(path)}`;
    expect(answer.headers().location).toBe(way);
  });
}

for (const path of [...pages, "/sign-in", "/chat"]) {
  test(`${path} has no accessibility violation in light and in dark`, async ({ browser }) => {
    const page = await (await browser.newContext({ reducedMotion: "reduce" })).newPage();
    if (pages.includes(path)) await signIn(page, "admin", path);
    else await page.goto(`${address.dashboard}${path}`);
    await expect(page.getByRole("main")).toBeVisible();
    await expectAccessibleInBoth(page);
  });
}

test("no page scrolls sideways at 320 pixels", async ({ browser }) => {
  const page = await (await browser.newContext({ viewport: { width: 320, height: 720 } })).newPage();
  await signIn(page, "admin");
  for (const path of [...pages, "/chat"]) {
    await page.goto(`${address.dashboard}${path}`);
    expect(await stickingOut(page), path).toEqual([]);
  }
});

/** What stands beyond the right edge without a box of its own that scrolls: the elements, shortened. */
function stickingOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const edge = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= edge) return [];
    const isClipped = (element: Element): boolean =>
      element.parentElement !== null &&
      (getComputedStyle(element.parentElement).overflowX !== "visible" || isClipped(element.parentElement));
    const found = [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > edge + 0.5 && !isClipped(element))
      .map((element) => element.outerHTML.slice(0, 160));
    return found.length > 0 ? found.slice(-5) : ["something that is no element"];
  });
}
