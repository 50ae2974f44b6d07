import type { APIRequestContext, Browser, BrowserContext } from "@playwright/test";
import { callAction, readActions } from "./fixtures/call-action";
import { listOperations, type OpenApi } from "./fixtures/documented";
import { actionDoors, type PageDoor, pageDoors, type Row, routeRows, rows } from "./fixtures/doors";
import { findPages } from "./fixtures/pages";
import {
  address,
  api,
  type DemoRole,
  ensureResumed,
  expect,
  launchCampaign,
  signInByForm,
  test,
} from "./fixtures/sluice";

const roles: DemoRole[] = ["growth", "finance", "executive", "admin"];
const may = (row: Row | "open", role: DemoRole) =>
  row === "open" || (rows[row].roles as readonly string[]).includes(role);
const FORBIDDEN = /Your role may not/;

let campaign = "";
/** One that no action of these tests is called for: pages show it as it was launched. */
let untouched = "";
const sessions = new Map<DemoRole, BrowserContext>();
/** The same sessions without JavaScript: what the server sends is what a role is offered. headers.spec.ts runs the scripts of every page. */
const scriptless = new Map<DemoRole, BrowserContext>();

async function open(browser: Browser, role: DemoRole): Promise<BrowserContext> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signInByForm(page, role, "/pause");
  await page.close();
  return context;
}
function of(contexts: Map<DemoRole, BrowserContext>, role: DemoRole): BrowserContext {
  const context = contexts.get(role);
  if (!context) throw new Error(`nobody signed in as ${role}`);
  return context;
}
const session = (role: DemoRole) => of(sessions, role);
const asSent = (role: DemoRole) => of(scriptless, role);

test.beforeAll(async ({ browser, playwright }) => {
  const request = await playwright.request.newContext();
  campaign = await launchCampaign(request);
  untouched = await launchCampaign(request);
  await request.dispose();
  for (const role of roles) {
    const context = await open(browser, role);
    sessions.set(role, context);
    scriptless.set(
      role,
      await browser.newContext({ javaScriptEnabled: false, storageState: await context.storageState() }),
    );
  }
});
test.afterAll(async ({ browser }) => {
  for (const context of [...sessions.values(), ...scriptless.values()]) await context.close();
  await ensureResumed(browser);
});

const fill = (path: string, key = campaign) =>
  path.replace("[key]", key).replace(/\[\w+\]/g, "00000000-0000-4000-8000-000000000000");

test("every server action and every page has its row, and no row is left of what is gone", () => {
  expect(Object.keys(actionDoors).sort()).toEqual([...readActions().keys()].sort());
  expect(Object.keys(pageDoors).sort()).toEqual(findPages().sort());
});

for (const role of roles) {
  test(`the API in the dashboard asks the ${role}'s session what the table says, route by route`, async () => {
    const { request } = session(role);
    const document = (await (await request.get(`${address.dashboard}/api/openapi.json`)).json()) as OpenApi;
    const operations = listOperations(document);
    expect(operations.map(({ operation }) => operation.operationId).sort()).toEqual(
      Object.keys(routeRows).sort(),
    );
    for (const { method: verb, path, operation } of operations) {
      const { operationId: id } = operation;
      const method = verb.toUpperCase();
      const contentType = Object.keys(operation.requestBody?.content ?? {})[0] ?? "application/json";
      const row = routeRows[id] ?? "open";
      const answer = await request.fetch(`${address.dashboard}${path.replaceAll(/\{\w+\}/g, "nowhere")}`, {
        method,
        headers: { origin: address.dashboard, "if-match": '"1"', "content-type": contentType },
        maxRetries: 2,
        ...(method === "GET" ? {} : { data: '{"unheardOf":1}' }),
      });
      const status = answer.status();
      if (may(row, role)) expect([401, 403], id).not.toContain(status);
      // the flags are read with a key alone: a session is nobody there
      else expect(row === "read_flags" ? [401] : [403], id).toContain(status);
    }
  });

  test(`every server action asks the ${role}'s session what the table says`, async () => {
    test.setTimeout(300_000);
    const actions = readActions();
    for (const [name, { row, from, form }] of Object.entries(actionDoors)) {
      if (row === "open") continue;
      await test.step(name, async () => {
        const action = actions.get(name);
        expect(action, "the build knows it").toBeDefined();
        const answer = await callAction(session(role).request, action?.id ?? "", fill(from), form(campaign));
        expect(answer.status, `${name}: ${answer.text.slice(0, 300)}`).toBeLessThan(400);
        expect(answer.redirect ?? "", name).not.toContain("/sign-in");
        if (may(row, role)) {
          expect(answer.text, name).not.toMatch(FORBIDDEN);
          // it went past the fields to the command
          expect(answer.text, name).not.toContain("need another look");
        } else expect(answer.text, name).toMatch(FORBIDDEN);
      });
    }
  });

  for (const [path, doors] of Object.entries(pageDoors)) {
    test(`${path} shows the ${role} what it offers that role, and nothing else`, async () => {
      await resume(session("admin").request);
      const page = await asSent(role).newPage();
      const answer = await page.goto(`${address.dashboard}${fill(path, untouched)}`);
      expect(answer?.status()).toBeLessThan(500);
      for (const { row, shows } of doors as PageDoor[]) {
        if (!shows) continue;
        const shown = page.getByRole(shows[0], { name: shows[1] }).first();
        if (may(row, role)) await expect(shown, `${row} ${shows[1]}`).toBeVisible();
        else await expect(shown, `${row} ${shows[1]}`).toHaveCount(0);
      }
      await page.close();
    });
  }

  test(`the ${role} is told what the role may do and who may do the rest`, async () => {
    const page = await session(role).newPage();
    await page.goto(`${address.dashboard}/campaigns`);
    await page.locator("button[popovertarget=who]").click();
    await page.getByText("What your role may do").first().click();
    const words = page.locator("#who details");
    await expect(words).toContainText("You may see this; ");
    if (role === "admin") await expect(words).not.toContainText("Not you");
    else await expect(words).toContainText("Not you: manage people and keys. Administrator may.");
    await page.close();
  });
}

test("an action called without a session leads to sign-in and does nothing", async ({ playwright }) => {
  const request = await playwright.request.newContext();
  const before = await (await api(request, "gateway", "get", "/api/v1/switch")).json();
  for (const name of ["pauseNow", "createCampaignAction", "createKeyAction"]) {
    const door = actionDoors[name];
    const answer = await callAction(
      request,
      readActions().get(name)?.id ?? "",
      fill(door?.from ?? ""),
      door?.form(campaign) ?? {},
    );
    expect(answer.redirect).toContain("/sign-in");
  }
  expect(await (await api(request, "gateway", "get", "/api/v1/switch")).json()).toEqual(before);
  await request.dispose();
});

const resume = (request: APIRequestContext) =>
  request.post(`${address.dashboard}/api/v1/switch/resume`, {
    headers: { origin: address.dashboard },
    data: {},
    maxRetries: 2,
  });
const pause = (request: APIRequestContext) =>
  request.post(`${address.dashboard}/api/v1/switch/pause`, {
    headers: { origin: address.dashboard },
    data: {},
    maxRetries: 2,
  });

for (const pauser of roles) {
  for (const resumer of roles) {
    const allowed = pauser === resumer || may("resume_any_pause", resumer);
    test(`a pause by the ${pauser} is ${allowed ? "lifted" : "left standing"} by the ${resumer}, through every door`, async () => {
      const id = readActions().get("resumeNow")?.id ?? "";
      const doors: ((request: APIRequestContext) => Promise<void>)[] = [
        async (request) => expect((await resume(request)).status()).toBe(allowed ? 200 : 403),
        async (request) => expect((await callAction(request, id, "/pause", {})).status).toBeLessThan(400),
      ];
      for (const through of doors) {
        await resume(session("admin").request);
        expect((await pause(session(pauser).request)).status()).toBe(200);
        // a key never lifts a person's pause
        const byKey = await api(session(resumer).request, "gateway", "post", "/api/v1/switch/resume", {});
        expect(byKey.status()).toBe(409);
        expect(await byKey.json()).toMatchObject({ code: "paused_by_person" });
        await through(session(resumer).request);
        const state = await (await api(session(resumer).request, "gateway", "get", "/api/v1/switch")).json();
        expect(state.issuance).toBe(allowed ? "on" : "paused");
      }
    });
  }
}

test("a tab that was opened with a role meets today's permission, not that of then", async ({ browser }) => {
  const email = `stale-${Date.now()}@sluice.test`;
  const password = "a password of this test";
  const action = (name: string) => readActions().get(name)?.id ?? "";
  const invited = await callAction(session("admin").request, action("inviteAction"), "/settings", {
    email,
    role: "growth",
  });
  const token = /\/sign-in\/invite\/([\w-]+)/.exec(invited.text)?.[1] ?? "";
  expect(token).not.toBe("");
  const context = await browser.newContext();
  const page = await context.newPage();
  await callAction(context.request, action("acceptInviteAction"), `/sign-in/invite/${token}`, {
    token,
    name: "Stale tab",
    password,
  });
  await page.goto(`${address.dashboard}/campaigns/new`);
  await page.getByLabel("Name", { exact: true }).fill("From a stale tab");
  await page.getByLabel("Per cent off").fill("10");
  await setRole(email, "finance");
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByText(FORBIDDEN).first()).toBeVisible();
  const list = await api(context.request, "gateway", "get", "/api/v1/campaigns?search=stale");
  expect((await list.json()).data).toEqual([]);
  await page.goto(`${address.dashboard}/campaigns`);
  await expect(page.getByRole("link", { name: "New campaign" })).toHaveCount(0);
  await context.close();
});

async function setRole(email: string, role: DemoRole): Promise<void> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: process.env.SLUICE_DATABASE_URL });
  await client.connect();
  const { rowCount } = await client.query("UPDATE person SET role = $2 WHERE email = $1", [email, role]);
  await client.end();
  expect(rowCount).toBe(1);
}
