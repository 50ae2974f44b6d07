import type { APIRequestContext, BrowserContext } from "@playwright/test";
import { findPages } from "./fixtures/pages";
import { address, api, expect, launchCampaign, type Page, signIn, test } from "./fixtures/sluice";

const pages = findPages();
let campaign = "";
let nobody: APIRequestContext;
let admin: BrowserContext;
test.beforeAll(async ({ browser, playwright }) => {
  nobody = await playwright.request.newContext();
  campaign = await launchCampaign(nobody);
  admin = await browser.newContext();
  const page = await admin.newPage();
  await signIn(page, "admin", "/pause");
  await page.close();
});
test.afterAll(async () => {
  await nobody.dispose();
  await admin.close();
});
/** A real address of the page: what stands for a campaign is one; anything else is an id that nobody has. */
const fill = (page: string) =>
  page.replace("[key]", campaign).replace(/\[\w+\]/g, "00000000-0000-4000-8000-000000000000");

const expected = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

function readPolicy(header: string | undefined): Record<string, string[]> {
  return Object.fromEntries(
    (header ?? "").split("; ").map((directive) => {
      const [name = "", ...sources] = directive.split(" ");
      return [name, sources];
    }),
  );
}

test("there are pages to look at", () => {
  expect(pages).toEqual(expect.arrayContaining(["/", "/sign-in", "/campaigns/[key]", "/chat", "/pause"]));
});

for (const session of [false, true]) {
  for (const page of [...pages, "/nowhere", "/nowhere.at-all", "/offline.html"]) {
    test(`curl -I ${page} ${session ? "with" : "without"} a session has the whole header set`, async () => {
      const ask = (headers: Record<string, string> = {}) =>
        (session ? admin.request : nobody).head(`${address.dashboard}${fill(page)}`, {
          headers,
          maxRedirects: 0,
        });
      const answer = await ask();
      const headers = answer.headers();
      expect(answer.status()).toBeLessThan(500);
      expect(headers).toMatchObject(expected);
      expect(headers["permissions-policy"]).toContain("camera=()");
      expect(headers["x-powered-by"]).toBeUndefined();
      expect(headers["strict-transport-security"], "plain http promises nothing").toBeUndefined();
      const policy = readPolicy(headers["content-security-policy"]);
      expect(policy["default-src"]).toEqual(["'self'"]);
      expect(policy["script-src"]).toEqual([
        "'self'",
        expect.stringMatching(/^'nonce-[A-Za-z0-9+/]{22}=='$/),
        "'strict-dynamic'",
      ]);
      for (const name of ["frame-ancestors", "object-src", "base-uri"])
        expect(policy[name]).toEqual(["'none'"]);
      // and to the company's sign-in, nowhere else
      expect(policy["form-action"]).toEqual(["'self'", new URL(process.env.SLUICE_OIDC_ISSUER ?? "").origin]);
      const gateway = `http://127.0.0.1:${new URL(address.gateway).port}`;
      expect(policy["connect-src"]).toEqual(page === "/chat" ? ["'self'", gateway] : ["'self'"]);
      const again = readPolicy((await ask()).headers()["content-security-policy"]);
      expect(again["script-src"], "a nonce is used once").not.toEqual(policy["script-src"]);
      const overTls = (await ask({ "x-forwarded-proto": "https" })).headers();
      expect(overTls["strict-transport-security"]).toBe("max-age=63072000");
    });
  }
}

for (const lane of ["dashboard", "gateway"] as const) {
  for (const route of [
    "/api/health/live",
    "/api/openapi.json",
    "/api/v1/switch",
    "/api/v1/nothing",
    "/ofrep/v1/evaluate/flags",
  ]) {
    test(`the machine API's ${route} on the ${lane} runs nothing in a browser`, async ({ request }) => {
      for (const proto of ["http", "https"]) {
        const answer = await api(request, lane, "get", route, undefined, { "x-forwarded-proto": proto });
        const headers = answer.headers();
        expect(headers["x-content-type-options"]).toBe("nosniff");
        expect(headers["content-security-policy"]).toBe("default-src 'none'; frame-ancestors 'none'");
        expect(headers["strict-transport-security"]).toBe(proto === "https" ? "max-age=63072000" : undefined);
      }
    });
  }
}

async function watchPolicy(page: Page): Promise<string[]> {
  const broken: string[] = [];
  await page.exposeFunction("tellBroken", (words: string) => broken.push(words));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      (window as unknown as { tellBroken: (words: string) => void }).tellBroken(
        `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`,
      );
    });
  });
  return broken;
}

test("no page breaks its own policy or throws, every inline script carries the nonce, and each page is alive", async ({
  page,
}) => {
  const broken = await watchPolicy(page);
  page.on("pageerror", ({ message }) => broken.push(message));
  await signIn(page, "admin", "/pause");
  for (const one of pages.filter((path) => path !== "/sign-in")) {
    const answer = await page.goto(`${address.dashboard}${fill(one)}`);
    const html = (await answer?.text()) ?? "";
    const nonce = /'nonce-([^']+)'/.exec(answer?.headers()["content-security-policy"] ?? "")?.[1];
    const bare = [...html.matchAll(/<script(?![^>]*type="application\/)[^>]*>/g)]
      .map(([tag]) => tag)
      .filter((tag) => !tag.includes(`nonce="${nonce}"`));
    expect(bare, one).toEqual([]);
    await page.waitForLoadState("load");
  }
  // hydrated: a key opens the list of keys
  await page.goto(`${address.dashboard}/campaigns`);
  await expect(async () => {
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog")).toBeVisible({ timeout: 500 });
  }).toPass();
  expect(broken).toEqual([]);
});

test("markup that got into a page runs nothing, neither in the page as sent nor in one that stands", async ({
  page,
}) => {
  const broken = await watchPolicy(page);
  await signIn(page, "growth", "/campaigns");
  const taken = "globalThis.takenOver = (globalThis.takenOver ?? 0) + 1";
  const markup = `<div><script>${taken}</script><script nonce="guessed">${taken}</script>
    <img src="data:image/png;base64,none" onerror="${taken}"><svg onload="${taken}"></svg>
    <a id="lure" href="javascript:${taken}">lure</a></div>`;
  // as if a campaign's name had not been escaped: the page's own policy, foreign markup
  await page.route("**/campaigns", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({
      response: answer,
      body: (await answer.text()).replace("</body>", `${markup}</body>`),
    });
  });
  await page.goto(`${address.dashboard}/campaigns`);
  // two scripts and two handlers
  await expect.poll(() => broken.length).toBeGreaterThanOrEqual(4);
  await page.evaluate((foreign) => {
    const box = document.createElement("div");
    box.innerHTML = foreign;
    document.body.append(box);
    const lure = box.querySelector<HTMLAnchorElement>("#lure");
    lure?.click();
  }, markup);
  // the handlers again
  await expect.poll(() => broken.length).toBeGreaterThanOrEqual(6);
  expect(await page.evaluate(() => "takenOver" in globalThis)).toBe(false);
});

test("no other site can put a page into a frame", async ({ page }) => {
  await page.route("http://elsewhere.test/", (route) =>
    route.fulfill({ contentType: "text/html", body: `<iframe src="${address.dashboard}/sign-in"></iframe>` }),
  );
  await page.goto("http://elsewhere.test/");
  const frame = page.frames().at(-1);
  await expect.poll(() => frame?.url()).toMatch(/^chrome-error:/);
});

test("a form that another site sends changes nothing, also with the session's cookie", async ({
  page,
  request,
}) => {
  await signIn(page, "executive", "/pause");
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const form = await page.evaluate(() => {
    const fields = [...document.querySelectorAll("header form input[type=hidden]")] as HTMLInputElement[];
    return Object.fromEntries(fields.map(({ name, value }) => [name, value]));
  });
  const state = async () => (await api(request, "gateway", "get", "/api/v1/switch")).json();
  const before = await state();
  for (const origin of ["https://evil.example", "null", undefined, "http://127.0.0.1:1"]) {
    const answer = await request.post(`${address.dashboard}/pause`, {
      headers: { cookie, ...(origin ? { origin } : {}) },
      multipart: form,
      maxRedirects: 0,
    });
    expect(answer.status(), String(origin)).toBe(403);
    const own = await request.post(`${address.dashboard}/api/v1/switch/pause`, {
      headers: { cookie, ...(origin ? { origin } : {}) },
      data: {},
    });
    expect(own.status(), String(origin)).toBe(403);
  }
  expect(await state()).toEqual(before);
});
