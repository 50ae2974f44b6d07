import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { closeDatabase, db, useDatabase } from "@/lib/platform/db";
import { resumePromotions } from "@/lib/switch/server";
import { admin, type Gateway, makeKey, startGateway } from "../fixtures/gateway";
import { watchLateness } from "../fixtures/lateness";
import { createTestDatabase, type TestDatabase } from "../fixtures/test-database";
import { waitFor } from "../fixtures/wait-for";

let database: TestDatabase;
let one: Gateway;
let other: Gateway;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase("replicas");
  await useDatabase(database.url);
  ({ key } = await makeKey(["flags:read", "switch:pause", "switch:resume", "read"]));
  one = await startGateway(database.url);
  other = await startGateway(database.url);
});
beforeEach(async () => {
  await resumePromotions(admin);
  for (const lane of [one, other]) await waitFor(async () => (await valueOn(lane)) === true);
});
afterAll(async () => {
  await Promise.all([one?.stop(), other?.stop()]);
  await closeDatabase();
  await database?.drop();
});

async function valueOn(lane: Gateway): Promise<boolean> {
  const answer = await lane.ask("/ofrep/v1/evaluate/flags/promotions-enabled", { key, json: {} });
  return (await answer.json()).value;
}

const pauseOn = (lane: Gateway) => lane.ask("/api/v1/switch/pause", { key, json: {} });

it("the lane that answered a pause serves it before it answers; the other within 250 ms", async () => {
  for (const [asked, another] of [
    [one, other],
    [other, one],
  ] as const) {
    expect((await pauseOn(asked)).status).toBe(200);
    const late = watchLateness();
    const answered = performance.now();
    expect(await valueOn(asked)).toBe(false);
    await waitFor(async () => (await valueOn(another)) === false, { everyMs: 2 });
    expect(performance.now() - answered).toBeLessThan(250 + late.stop());
    await asked.ask("/api/v1/switch/resume", { key, json: {} });
    await waitFor(async () => (await valueOn(another)) === true);
  }
});

it("a listener that dies silently costs a second and a half at most, and readiness says so meanwhile", async () => {
  const listeners = async () => {
    const rows = await db().$queryRaw<{ pid: number }[]>`
      SELECT pid FROM pg_stat_activity WHERE application_name = 'sluice listener' AND datname = current_database()`;
    return rows.map(({ pid }) => pid);
  };
  const pids = await waitFor(async () => {
    const found = await listeners();
    return found.length >= 2 ? found : undefined;
  });
  // stopped, not ended: the connection looks alive, and says nothing any more
  for (const pid of pids) process.kill(pid, "SIGSTOP");
  try {
    expect((await pauseOn(one)).status).toBe(200);
    const late = watchLateness();
    const answered = performance.now();
    let doubted = false;
    await waitFor(
      async () => {
        const health = await (await other.ask("/api/health/ready")).json();
        doubted ||= health.snapshot.listening === false;
        return (await valueOn(other)) === false;
      },
      { timeoutMs: 5_000, everyMs: 5 },
    );
    expect(performance.now() - answered).toBeLessThan(1_500 + late.stop());
    await waitFor(async () => {
      const health = await (await other.ask("/api/health/ready")).json();
      doubted ||= health.snapshot.listening === false;
      return doubted;
    });
    await waitFor(async () => (await (await other.ask("/api/health/ready")).json()).snapshot.listening);
  } finally {
    for (const pid of pids) process.kill(pid, "SIGCONT");
  }
});

it("a lane tells of itself and of the frontends connected to it, by key", async () => {
  const abort = new AbortController();
  const stream = await fetch(`${other.url}/ofrep/v1/events`, {
    headers: { authorization: `Bearer ${key}` },
    signal: abort.signal,
  });
  expect(stream.status).toBe(200);
  const seen = await waitFor(
    async () => {
      const body = await (await one.ask("/api/v1/frontends", { key })).json();
      return body.keys.some(({ frontends }: { frontends: number }) => frontends === 1) ? body : undefined;
    },
    { timeoutMs: 8_000 },
  );
  expect(seen.lanes.map(({ kind }: { kind: string }) => kind)).toEqual(["gateway", "gateway"]);
  abort.abort();
  await waitFor(
    async () => {
      const body = await (await one.ask("/api/v1/frontends", { key })).json();
      return body.keys.every(({ frontends }: { frontends: number }) => frontends === 0);
    },
    { timeoutMs: 8_000 },
  );
});

it("three hundred streams on one lane all hear of a pause made on the other, none missing", async () => {
  const { request } = await import("node:http");
  const seen = new Map<number, number>();
  const open = Array.from(
    { length: 300 },
    () =>
      new Promise<() => void>((resolve, reject) => {
        const sent = request(
          `${other.url}/ofrep/v1/events`,
          { agent: false, headers: { authorization: `Bearer ${key}` } },
          (answer) => {
            answer.setEncoding("utf8").on("data", (text: string) => {
              for (const [, id] of text.matchAll(/^id: (\d+)$/gm))
                seen.set(Number(id), (seen.get(Number(id)) ?? 0) + 1);
            });
            resolve(() => sent.destroy());
          },
        );
        sent.on("error", reject);
        sent.end();
      }),
  );
  const closers = await Promise.all(open);
  const { version } = await (await pauseOn(one)).json();
  await waitFor(() => (seen.get(version) ?? 0) >= 300, { timeoutMs: 5_000 });
  for (const close of closers) close();
});

it("the version goes on where it was when everything is started anew", async () => {
  const { version } = await (await pauseOn(one)).json();
  await other.kill();
  await other.restart();
  const answer = await other.ask("/ofrep/v1/evaluate/flags", { key, json: {} });
  expect((await answer.json()).metadata.version).toBe(version);
});
