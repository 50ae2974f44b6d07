import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import { OpenFeature } from "@openfeature/web-sdk";
import { EventSource } from "eventsource";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { closeDatabase, db, useDatabase } from "@/lib/platform/db";
import { pausePromotions, resumePromotions } from "@/lib/switch/server";
import { type CuttableProxy, startCuttableProxy } from "../fixtures/cuttable-proxy";
import { admin, type Gateway, makeKey, startGateway } from "../fixtures/gateway";
import { watchLateness } from "../fixtures/lateness";
import { createTestDatabase, type TestDatabase } from "../fixtures/test-database";
import { waitFor } from "../fixtures/wait-for";

let database: TestDatabase;
let gateway: Gateway;
let proxy: CuttableProxy;
let key: string;

beforeAll(async () => {
  // the stock provider takes the browser's; Node has none
  Object.assign(globalThis, { EventSource });
  database = await createTestDatabase("provider");
  await useDatabase(database.url);
  ({ key } = await makeKey(["flags:read"]));
  gateway = await startGateway(database.url);
  proxy = await startCuttableProxy(gateway.url);
});
afterEach(async () => {
  await OpenFeature.clearProviders();
  await resumePromotions(admin);
});
afterAll(async () => {
  await proxy?.close();
  await gateway?.stop();
  await closeDatabase();
  await database?.drop();
});

/** The unmodified provider, as a chatbot's page sets it up. */
async function connect() {
  const provider = new OFREPWebProvider({
    baseUrl: proxy.url,
    headers: [
      ["authorization", `Bearer ${key}`],
      ["content-type", "application/json"],
    ],
    cacheMode: "disabled",
  });
  await OpenFeature.setProviderAndWait("stock", provider);
  return OpenFeature.getClient("stock");
}
const isOn = (client: Awaited<ReturnType<typeof connect>>) =>
  client.getBooleanValue("promotions-enabled", false);

it("the stock web provider sees ten changes in a row, each within 250 ms of its answer", async () => {
  const client = await connect();
  await waitFor(() => isOn(client));
  // the stream is open once the gateway has told it what is current
  await waitFor(async () => {
    const metrics = await makeKey(["read"]).then(({ key: reader }) =>
      gateway.ask("/api/metrics", { key: reader }),
    );
    return /^sluice_flag_streams 1$/m.test(await metrics.text());
  });
  for (let change = 0; change < 10; change += 1) {
    const pause = change % 2 === 0;
    const done = pause ? await pausePromotions(admin) : await resumePromotions(admin);
    expect(done.ok).toBe(true);
    const late = watchLateness();
    const answered = performance.now();
    await waitFor(() => isOn(client) === !pause, { everyMs: 2 });
    const seenMs = performance.now() - answered;
    // what the machine itself was late is not the product's: none on a quiet one
    expect(seenMs).toBeLessThan(250 + late.stop());
  }
});

it("the stock web provider sees a change that was made while its stream was cut", async () => {
  const client = await connect();
  await waitFor(() => isOn(client));
  proxy.cut();
  await pausePromotions(admin);
  proxy.mend();
  await waitFor(() => !isOn(client), { timeoutMs: 15_000 });
});

it("the stock web provider recovers after the gateway was down, and sees what changed meanwhile", async () => {
  const client = await connect();
  await waitFor(() => isOn(client));
  await gateway.kill();
  await pausePromotions(admin);
  await gateway.restart();
  await waitFor(() => !isOn(client), { timeoutMs: 20_000 });
  await resumePromotions(admin);
  await waitFor(() => isOn(client), { timeoutMs: 2_000 });
});

it("the receipt knows that the one connected frontend has fetched the pause, and how fast", async () => {
  const client = await connect();
  await waitFor(async () => {
    await pausePromotions(admin);
    await waitFor(() => !isOn(client), { timeoutMs: 2_000 });
    const rows = await db().flagDelivery.findMany({ orderBy: { version: "desc" }, take: 1 });
    if (rows[0]?.connected === 1) return true;
    await resumePromotions(admin);
    return false;
  });
  const delivery = await waitFor(async () => {
    const row = await db().flagDelivery.findFirst({ orderBy: { version: "desc" } });
    return row?.seen === 1 ? row : undefined;
  });
  expect(delivery.connected).toBe(1);
  expect(delivery.slowestMs).toBeLessThan(5_000);
});
