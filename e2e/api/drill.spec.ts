import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Actor } from "@/lib/auth";
import { closeDatabase, db, useDatabase } from "@/lib/platform/db";
import { listDrills, runDrill } from "@/lib/switch/server";
import { admin, type Gateway, makeKey, startGateway } from "../fixtures/gateway";
import { createTestDatabase, type TestDatabase } from "../fixtures/test-database";
import { waitFor } from "../fixtures/wait-for";

let database: TestDatabase;
let one: Gateway;
let other: Gateway;
const schedule: Actor = { kind: "system", id: "schedule", name: "Schedule" };

beforeAll(async () => {
  process.env.AUTH_SECRET = "a secret of the tests, long enough";
  database = await createTestDatabase("drill");
  await useDatabase(database.url);
  one = await startGateway(database.url);
  other = await startGateway(database.url);
});
beforeEach(async () => {
  await db().drill.deleteMany();
});
afterAll(async () => {
  await Promise.all([one?.stop(), other?.stop()]);
  await closeDatabase();
  await database?.drop();
});

const lanes = () => [
  { lane: "gateway" as const, address: one.url },
  { lane: "dashboard" as const, address: other.url },
];
async function drilled(by: Actor, over = lanes()) {
  const result = await runDrill(by, over);
  if (!result.ok) throw new Error(result.error.detail);
  return result.value;
}
async function flagsNow(key: string): Promise<{ key: string; value: unknown }[]> {
  const answer = await one.ask("/ofrep/v1/evaluate/flags", { key, json: { context: { targetingKey: "u" } } });
  return (await answer.json()).flags;
}

it("a rehearsal measures each lane end to end, is audited, and leaves promotions and flags as they were", async () => {
  const { key } = await makeKey(["flags:read"]);
  const before = await flagsNow(key);
  const drill = await drilled(schedule);
  expect(drill).toMatchObject({ status: "passed", askedBy: { kind: "system", name: "Schedule" } });
  expect(drill.lanes.map(({ lane }) => lane)).toEqual(["gateway", "dashboard"]);
  for (const { ms } of drill.lanes) expect(ms).toBeLessThan(5_000);
  const values = (flags: { key: string; value: unknown }[]) =>
    flags.map(({ key: name, value }) => [name, value]);
  // the lane hears of the end like of anything else
  await waitFor(async () => !(await flagsNow(key)).some((flag) => flag.key === "promotions-drill"));
  expect(values(await flagsNow(key))).toEqual(values(before));
  const entry = await db().auditEntry.findFirstOrThrow({ where: { action: "switch.drilled" } });
  expect(entry.after).toMatchObject({ status: "passed", lanes: drill.lanes });
});

it("a lane that is down fails the rehearsal by name, and the next one passes again", async () => {
  await other.kill();
  const failed = await drilled(admin);
  expect(failed).toMatchObject({ status: "failed", lanes: [] });
  expect(failed.error).toContain(`The dashboard at ${other.url}`);
  await other.restart();
  expect((await drilled(admin)).status).toBe("passed");
});

it("while one runs another is told so; of many at once each either ran alone or was told", async () => {
  const running = await db().drill.create({
    data: { askedByKind: "person", askedById: "somebody", askedByName: "Somebody" },
  });
  const refused = await runDrill(admin, lanes());
  expect(refused.ok ? "ran" : refused.error.code).toBe("invalid_transition");
  await db().drill.delete({ where: { id: running.id } });
  const results = await Promise.all(Array.from({ length: 6 }, () => runDrill(schedule, lanes())));
  const outcomes = results.map((result) => (result.ok ? result.value.status : result.error.code));
  expect(outcomes).toContain("passed");
  expect(outcomes.filter((one) => one !== "passed" && one !== "invalid_transition")).toEqual([]);
  const history = await listDrills(admin);
  const ran = history.ok ? history.value : [];
  expect(ran).toHaveLength(outcomes.filter((one) => one === "passed").length);
  const inOrder = ran.toReversed();
  for (const [n, drill] of inOrder.slice(1).entries()) {
    expect(Date.parse(drill.startedAt)).toBeGreaterThanOrEqual(Date.parse(inOrder[n]?.endedAt ?? "") - 5);
  }
});

it("a rehearsal whose process died is given up after two minutes, and holds up none after it", async () => {
  await db().drill.create({
    data: {
      askedByKind: "system",
      askedById: "schedule",
      askedByName: "Schedule",
      startedAt: new Date(Date.now() - 121_000),
    },
  });
  expect((await drilled(admin)).status).toBe("passed");
  const history = await listDrills(admin);
  expect(history.ok && history.value.map(({ status }) => status)).toEqual(["passed", "failed"]);
});

it("a canary key that somebody revoked is not brought back: the rehearsal fails and says why", async () => {
  await drilled(admin);
  const canary = { name: "Canary of the weekly drill" };
  await db().apiKey.updateMany({ where: canary, data: { revokedAt: new Date() } });
  const failed = await drilled(admin, [{ lane: "gateway", address: (await freshLane()).url }]);
  expect(failed.status).toBe("failed");
  expect(failed.error).toContain("401");
  await db().apiKey.updateMany({ where: canary, data: { revokedAt: null } });
});

it("whoever may only read may not rehearse", async () => {
  const { key } = await makeKey(["read"]);
  const answer = await one.ask("/api/v1/drills", { key, method: "POST" });
  expect(answer.status).toBe(403);
  expect((await one.ask("/api/v1/drills", { key })).status).toBe(200);
});

/** One that has not seen the canary's key before, so that nothing is remembered. */
async function freshLane(): Promise<Gateway> {
  await other.stop();
  await other.restart();
  return other;
}
