import type { Page } from "@playwright/test";
import { address, type DemoRole, expect, expectAccessible, signIn, test } from "./fixtures/sluice";

const pages = ["/", "/campaigns", "/campaigns/new", "/costs", "/guardrails", "/audit", "/settings", "/pause"];
const roles: DemoRole[] = ["growth", "finance", "executive", "admin"];

for (const role of roles) {
  test(`every page and every link of the shell answers for the ${role} role, without an error in the browser`, async ({
    page,
  }) => {
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await signIn(page, role);
    for (const path of pages) {
      const answer = await page.goto(`${address.dashboard}${path}`);
      expect(answer?.status(), path).toBe(200);
      await expect(
        page.getByRole("banner").getByRole("button", { name: /Pause promotions|Resume…/ }),
        path,
      ).toBeVisible();
    }
    await page.goto(address.dashboard);
    const links = await page
      .locator("a[href^='/']")
      .evaluateAll((all) => [...new Set(all.map((link) => link.getAttribute("href") ?? ""))]);
    for (const link of links) {
      const answer = await page.request.get(`${address.dashboard}${link}`);
      expect(answer.status(), link).toBeLessThan(400);
    }
    expect(errors).toEqual([]);
  });
}

for (const path of pages) {
  test(`${path} leads to sign-in without a session and back again after it`, async ({ page }) => {
    await signIn(page, "admin", path);
    expect(new URL(page.url()).pathname).toBe(path);
  });
}

for (const scheme of ["light", "dark"] as const) {
  test(`/sign-in and /chat have no accessibility violation in ${scheme}`, async ({ browser }) => {
    const page = await (await browser.newContext({ colorScheme: scheme, reducedMotion: "reduce" })).newPage();
    for (const path of ["/sign-in", "/chat"]) {
      await page.goto(`${address.dashboard}${path}`);
      await expect(page.getByRole("main")).toBeVisible();
      await test.step(path, () => expectAccessible(page));
    }
  });

  for (const path of pages) {
    test(`${path} has no accessibility violation in ${scheme}`, async ({ browser }) => {
      const context = await browser.newContext({ colorScheme: scheme, reducedMotion: "reduce" });
      const page = await context.newPage();
      await signIn(page, "admin", path);
      await expect(page.getByRole("main")).toBeVisible();
      await expectAccessible(page);
      await context.close();
    });
  }
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
