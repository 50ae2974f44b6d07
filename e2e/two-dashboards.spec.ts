import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "./fixtures/free-port";
import { runUp } from "./fixtures/run-up";
import { address, ensureResumed, expect, launchCampaign, signIn, test } from "./fixtures/sluice";
import { waitFor } from "./fixtures/wait-for";

const STREAMS = 20;

/** The second dashboard and the second gateway on the same database, as a second machine would run them. */
let other: { dashboard: string; gateway: string };
let stopOther = async () => {};

test.beforeAll(async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), "sluice-e2e-other-"));
  const [port, gatewayPort] = [await freePort(), await freePort()];
  const sluice = await runUp({
    ...process.env,
    DATABASE_URL: process.env.SLUICE_DATABASE_URL,
    AUTH_SECRET: process.env.SLUICE_AUTH_SECRET,
    DATA_DIR: dataDir,
    DEMO: "1",
    PORT: String(port),
    GATEWAY_PORT: String(gatewayPort),
    LOG_LEVEL: "warn",
  });
  other = { dashboard: `http://127.0.0.1:${port}`, gateway: `http://127.0.0.1:${gatewayPort}` };
  stopOther = async () => {
    await sluice.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
});
test.afterAll(async ({ browser }) => {
  await ensureResumed(browser);
  await stopOther();
});

/** Counts the open streams of `gateway` that were told of a version above `above`. */
async function listen(gateway: string) {
  const ended = new AbortController();
  const heard: number[] = Array(STREAMS).fill(0);
  await Promise.all(
    heard.map(async (_, index) => {
      const answer = await fetch(`${gateway}/ofrep/v1/events`, {
        headers: { authorization: `Bearer ${address.key}` },
        signal: ended.signal,
      });
      expect(answer.status).toBe(200);
      void (async () => {
        const decoder = new TextDecoder();
        for await (const piece of answer.body ?? []) {
          for (const [, id] of decoder.decode(piece).matchAll(/^id: ?(\d+)$/gm)) heard[index] = Number(id);
        }
      })().catch(() => undefined);
    }),
  );
  return { heard, end: () => ended.abort() };
}

test("a pause on one of two dashboards reaches every client of the other, and the resume comes back the other way", async ({
  browser,
  request,
}) => {
  await launchCampaign(request, { coupons: 100 });
  const page = async () => (await browser.newContext()).newPage();
  const chats = [await page(), await page()] as const;
  await chats[0].goto(`${address.dashboard}/chat`);
  await chats[1].goto(`${other.dashboard}/chat`);
  const cards = chats.map((chat) => chat.getByRole("region", { name: "Coupon" }));
  for (const card of cards) await expect(card).toBeVisible();

  const here = await page();
  await signIn(here, "executive");
  // one session counts on both: the second dashboard stands on another port of the same host
  const there = await here.context().newPage();
  await there.goto(`${other.dashboard}/campaigns`);
  const flow = (one: typeof here) => one.getByRole("banner");
  await expect(flow(there).getByRole("button", { name: "Pause promotions" })).toBeVisible();

  const lanes = [await listen(address.gateway), await listen(other.gateway)];
  const version = async () => {
    const answer = await request.get(`${address.gateway}/api/v1/switch`, {
      headers: { authorization: `Bearer ${address.key}` },
    });
    return (await answer.json()).version as number;
  };
  const everybodyHeard = async () => {
    const now = await version();
    await waitFor(() => lanes.every(({ heard }) => heard.every((one) => one >= now)));
  };

  await flow(here).getByRole("button", { name: "Pause promotions" }).click();
  await expect(flow(here).getByText("Paused")).toBeVisible();
  await expect(flow(there).getByText("Paused")).toBeVisible();
  for (const card of cards) await expect(card).toBeHidden();
  await everybodyHeard();

  await flow(there).getByText("Resume…").click();
  await there.getByRole("button", { name: "Resume now" }).first().click();
  await expect(flow(there).getByRole("button", { name: "Pause promotions" })).toBeVisible();
  await expect(flow(here).getByRole("button", { name: "Pause promotions" })).toBeVisible();
  for (const card of cards) await expect(card).toBeVisible();
  await everybodyHeard();
  for (const lane of lanes) lane.end();
});
