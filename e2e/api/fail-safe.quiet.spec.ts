import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { closeDatabase, useDatabase } from "@/lib/platform/db";
import { pausePromotions, resumePromotions } from "@/lib/switch/server";
import { type CuttableProxy, startCuttableProxy } from "../fixtures/cuttable-proxy";
import { admin, type Gateway, makeKey, startGateway } from "../fixtures/gateway";
import { createTestDatabase, type TestDatabase } from "../fixtures/test-database";
import { waitFor } from "../fixtures/wait-for";

let database: TestDatabase;
let line: CuttableProxy;
let gateway: Gateway;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase("fail_safe");
  await useDatabase(database.url);
  ({ key } = await makeKey(["flags:read", "read"]));
  line = await startCuttableProxy(database.url);
  const through = new URL(database.url);
  through.port = new URL(line.url).port;
  gateway = await startGateway(through.href);
});
beforeEach(async () => {
  line.mend();
  await waitFor(async () => (await gateway.ask("/api/health/ready")).status === 200);
});
afterAll(async () => {
  await gateway?.stop();
  await line?.close();
  await closeDatabase();
  await database?.drop();
});

const flag = async (headers: Record<string, string> = {}) => {
  const answer = await gateway.ask("/ofrep/v1/evaluate/flags/promotions-enabled", { key, json: {}, headers });
  return {
    status: answer.status,
    etag: answer.headers.get("etag"),
    body: await answer.json().catch(() => null),
  };
};

it("five seconds without the database every promotion is off, under an ETag of its own, and on again with it", async () => {
  const before = await flag();
  expect(before).toMatchObject({ status: 200, body: { value: true } });
  line.cut();
  const cutAt = performance.now();
  // the key is still known and what was last read still holds
  expect(await flag()).toMatchObject({ status: 200, body: { value: true } });
  const off = await waitFor(
    async () => {
      const now = await flag({ "if-none-match": before.etag ?? "" });
      return now.body?.value === false ? now : undefined;
    },
    { timeoutMs: 9_000, everyMs: 50 },
  );
  expect(performance.now() - cutAt).toBeGreaterThan(3_500);
  expect(off).toMatchObject({ status: 200, body: { value: false, variant: "off" } });
  expect(off.etag).not.toBe(before.etag);
  line.mend();
  await waitFor(async () => (await flag()).body?.value === true);
  expect((await flag()).etag).toBe(before.etag);
});

it("a pause that was last read stays a pause while the database is away", async () => {
  await pausePromotions(admin, { message: "Back soon" });
  await waitFor(async () => (await flag()).body?.value === false);
  line.cut();
  await waitFor(async () => (await gateway.ask("/api/health/ready")).status === 503);
  expect(await flag()).toMatchObject({ status: 200, body: { value: false } });
  line.mend();
  await waitFor(async () => (await gateway.ask("/api/health/ready")).status === 200);
  await resumePromotions(admin);
  await waitFor(async () => (await flag()).body?.value === true);
});

it("readiness says that the database is away and how old the flags are; liveness does not care", async () => {
  line.cut();
  const state = await waitFor(
    async () => {
      const answer = await gateway.ask("/api/health/ready");
      const body = await answer.json();
      return answer.status === 503 && body.snapshot.ageMs > 3_000 ? body : undefined;
    },
    { timeoutMs: 9_000, everyMs: 50 },
  );
  expect(state).toMatchObject({ status: "not_ready", database: "down", snapshot: { listening: false } });
  expect(state.notReady.join(" ")).toMatch(/database does not answer.*last confirmed \d+ ms ago/);
  expect((await gateway.ask("/api/health/live")).status).toBe(200);
});

it("what needs the database is answered 503 at once and says when to come again", async () => {
  line.cut();
  const began = performance.now();
  const answer = await gateway.ask("/api/v1/switch", { key });
  expect(answer.status).toBe(503);
  expect(answer.headers.get("retry-after")).toBe("1");
  expect(await answer.json()).toMatchObject({ code: "unavailable", status: 503 });
  expect(performance.now() - began).toBeLessThan(4_500);
});

it("a gateway that starts without the database answers 503 and serves as soon as it comes", async () => {
  line.cut();
  await gateway.kill();
  const start = gateway.restart();
  await waitFor(async () => (await gateway.ask("/api/health/live")).status === 200);
  expect((await gateway.ask("/api/health/ready")).status).toBe(503);
  expect((await flag()).status).toBe(503);
  line.mend();
  await start;
  await waitFor(async () => (await flag()).body?.value === true);
});
