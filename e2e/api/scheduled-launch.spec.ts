import type { ChildProcess } from "node:child_process";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { getCampaign, launchCampaign } from "@/lib/campaigns/server";
import { toInstant } from "@/lib/kernel/local-time";
import { SWITCH_LOCK } from "@/lib/platform/changes";
import { closeDatabase, useDatabase } from "@/lib/platform/db";
import { draftCampaign, growth, openClient, unwrap } from "../fixtures/coupons";
import { watchLateness } from "../fixtures/lateness";
import { runElsewhere } from "../fixtures/run-elsewhere";
import { createTestDatabase, type TestDatabase } from "../fixtures/test-database";
import { waitFor } from "../fixtures/wait-for";

/** Workers ask twice a second; what a move itself may take comes to it. */
const AT_MOST_LATE_MS = 1_500;

let database: TestDatabase;
let client: pg.Client;
const workers: { child: ChildProcess; ended: Promise<unknown> }[] = [];

function startWorker() {
  let begun: ChildProcess | undefined;
  const ended = runElsewhere("lib/gateway/worker.ts", [], database.url, {
    onStart: (child) => {
      begun = child;
    },
  });
  return waitFor(() => begun).then((child) => workers.push({ child, ended }));
}

/** The database's clock shows `at` from now on and goes on: what asks it by name is told so, in every process. */
async function setClock(at: Date): Promise<void> {
  await client.query("UPDATE moved_clock SET ahead = $1::timestamptz - pg_catalog.clock_timestamp()", [at]);
}

beforeAll(async () => {
  database = await createTestDatabase("scheduled_launch");
  client = await openClient(database.url);
  await client.query(`CREATE TABLE moved_clock (ahead interval NOT NULL)`);
  await client.query(`INSERT INTO moved_clock VALUES ('0')`);
  await client.query(`CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS 'SELECT pg_catalog.clock_timestamp() + ahead FROM public.moved_clock'`);
  // a schema named before pg_catalog is looked through before it
  const { rows } = await client.query<{ name: string }>("SELECT current_database() AS name");
  await client.query(`ALTER DATABASE ${rows[0]?.name} SET search_path = public, pg_catalog`);
  await client.end();
  client = await openClient(database.url);
  await useDatabase(database.url);
  await startWorker();
  await startWorker();
  // both are at work before anything is measured
  await reachedForByAll("2027-01-01T00:00:00Z");
});
afterAll(async () => {
  for (const { child } of workers) child.kill("SIGTERM");
  await Promise.all(workers.map(({ ended }) => ended));
  await client?.end();
  await closeDatabase();
  await database?.drop();
});

async function scheduled(startsAt: string, timeZone: string): Promise<string> {
  const key = await draftCampaign({ startsAt, timeZone });
  const planned = unwrap(await launchCampaign(growth, key));
  expect(planned.status).toBe("scheduled");
  return key;
}

async function moves(key: string) {
  const { rows } = await client.query<{ action: string }>(
    "SELECT action FROM audit_entry WHERE target_kind = 'campaign' AND target_id = $1 ORDER BY id",
    [key],
  );
  return rows.map(({ action }) => action);
}

async function read(key: string) {
  const { rows } = await client.query<{ status: string; launched_at: Date | null; now: Date }>(
    "SELECT status, launched_at, clock_timestamp() AS now FROM campaign WHERE key = $1",
    [key],
  );
  if (!rows[0]) throw new Error(`no campaign ${key}`);
  return rows[0];
}

async function lockWaiters(): Promise<number> {
  const { rows } = await client.query(
    `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return rows.length;
}

/** A campaign that every worker reached for while nobody might move one, and that was launched then. */
async function reachedForByAll(startsAt: string): Promise<string> {
  const due = Date.parse(startsAt);
  await setClock(new Date(due - 3_600_000));
  const key = await scheduled(new Date(due).toISOString(), "UTC");
  const holder = await openClient(database.url);
  await holder.query("SELECT pg_advisory_lock($1)", [String(SWITCH_LOCK)]);
  await setClock(new Date(due + 1));
  await waitFor(async () => (await lockWaiters()) === workers.length, { timeoutMs: 20_000 });
  await holder.end();
  await waitFor(async () => (await lockWaiters()) === 0 && (await read(key)).status === "active");
  return key;
}

it.each([
  // the clock jumps from 02:00 to 03:00: half past two is never shown, and means the hour after
  ["2027-03-28T02:30", "Europe/Madrid", "2027-03-28T01:30:00.000Z"],
  // the clock shows half past two twice: the first time is meant, the second fires nothing
  ["2027-10-31T02:30", "Europe/Madrid", "2027-10-31T00:30:00.000Z"],
  // half an hour of change, in a zone that is ahead by half hours
  ["2027-10-03T02:15", "Australia/Lord_Howe", "2027-10-02T15:45:00.000Z"],
])("a launch set for %s in %s fires once at %s, with two replicas running", async (wall, zone, instant) => {
  const startsAt = toInstant(wall, zone) ?? "";
  expect(startsAt).toBe(instant);
  const due = new Date(startsAt).getTime();
  await setClock(new Date(due - 86_400_000));
  const key = await scheduled(startsAt, zone);
  await setClock(new Date(due - 600));
  const late = watchLateness();
  const live = await waitFor(async () => {
    const now = await read(key);
    if (now.now.getTime() < due) expect(now.status, "nothing happens before its instant").toBe("scheduled");
    return now.status === "active" ? now : undefined;
  });
  const at = live.launched_at?.getTime() ?? 0;
  expect(at).toBeGreaterThanOrEqual(due);
  expect(at).toBeLessThanOrEqual(due + AT_MOST_LATE_MS + late.stop());
  // an hour later the wall in autumn shows the same time again
  await setClock(new Date(due + 3_600_000));
  await waitFor(async () => (await read(key)).now.getTime() > due + 3_600_000 + 600);
  expect(await moves(key)).toEqual(["campaign.created", "campaign.scheduled", "campaign.started"]);
  expect(unwrap(await getCampaign(growth, key)).issuance).toBe("on");
});

it("two replicas that reach for the same launch at the same time: one carries it out, the other finds it done", async () => {
  expect(await moves(await reachedForByAll("2028-03-26T01:00:00Z"))).toEqual([
    "campaign.created",
    "campaign.scheduled",
    "campaign.started",
  ]);
});
