import fc from "fast-check";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeDatabase, useDatabase } from "@/lib/platform/db";
import { liveCampaign, openClient, readBooks } from "../fixtures/coupons";
import { type Gateway, makeKey, startGateway } from "../fixtures/gateway";
import { createTestDatabase, type TestDatabase } from "../fixtures/test-database";
import { waitFor } from "../fixtures/wait-for";

const CALLERS = 16;
const SUBJECTS = 12;

let database: TestDatabase;
let gateway: Gateway;
let client: pg.Client;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase("coupon_crash");
  await useDatabase(database.url);
  client = await openClient(database.url);
  ({ key } = await makeKey(["coupons:write", "campaigns:write"]));
  gateway = await startGateway(database.url);
});
afterAll(async () => {
  await gateway?.stop();
  await client?.end();
  await closeDatabase();
  await database?.drop();
});

/** Nothing of the killed process is under way in the database any more. */
async function settled(): Promise<void> {
  await waitFor(
    async () => {
      const { rows } = await client.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'sluice %'
           AND state IN ('active', 'idle in transaction')`,
      );
      return rows.length === 0;
    },
    { timeoutMs: 20_000 },
  );
}

const kinds = [
  "issue",
  "issue",
  "issue",
  "redeem",
  "redeem",
  "hold",
  "release",
  "roll back",
  "revoke",
] as const;

/** Sixteen callers that do this and that until the process is gone; what they were told. */
async function callUntilKilled(campaign: string, picks: number[], killAfter: number) {
  const issued = new Map<string, string>();
  const redeemed = new Set<string>();
  const strange: string[] = [];
  let told = 0;
  let at = 0;
  const pick = () => picks[at++ % picks.length] ?? 0;
  const one = <T>(of: Iterable<T>): T | undefined => {
    const all = [...of];
    return all[pick() % (all.length || 1)];
  };
  const ask = async (path: string, json: unknown) => {
    const answer = await gateway.ask(path, { key, json });
    const body = await answer.json();
    told += 1;
    if (answer.status >= 500 && answer.status !== 503) strange.push(`${path} ${answer.status}`);
    return { status: answer.status, body };
  };
  async function act(): Promise<void> {
    const kind = kinds[pick() % kinds.length];
    const [code, subject] = one(issued) ?? [];
    const redemption = one(redeemed);
    if (kind === "roll back" && redemption) {
      await ask(`/api/v1/redemptions/${redemption}/rollback`, {});
    } else if (kind === "issue" || !code || kind === "roll back") {
      const whom = `s-${pick() % SUBJECTS}`;
      const { status, body } = await ask(`/api/v1/campaigns/${campaign}/coupons`, { subject: whom });
      if (status === 201) issued.set(body.code, whom);
    } else if (kind === "redeem") {
      const { status, body } = await ask(`/api/v1/coupons/${code}/redemptions`, { subject });
      if (status === 201) redeemed.add(body.id);
    } else if (kind === "revoke") await ask(`/api/v1/coupons/${code}/revoke`, {});
    else await ask(`/api/v1/coupons/${code}/${kind}`, { subject });
  }
  let isKilled = false;
  const callers = Array.from({ length: CALLERS }, async () => {
    while (!isKilled) await act().catch(() => undefined);
  });
  await waitFor(() => told >= killAfter, { timeoutMs: 30_000, everyMs: 1 });
  isKilled = true;
  await gateway.kill();
  await Promise.all(callers);
  return { issued, redeemed, strange };
}

it("killed while sixteen callers issue, hold, redeem, roll back and revoke: what was told is there, every count is as the rows say, no limit is passed", async () => {
  const limits = fc.record({
    coupons: fc.integer({ min: 5, max: 40 }),
    perSubject: fc.integer({ min: 1, max: 4 }),
    discount: fc.integer({ min: 1, max: 30 }).map((n) => n * 2_500),
  });
  const picks = fc.array(fc.nat({ max: 5_000 }), { minLength: 200, maxLength: 400 });
  await fc.assert(
    fc.asyncProperty(limits, picks, fc.integer({ min: 10, max: 250 }), async (given, drawn, killAfter) => {
      const campaign = await liveCampaign({ limits: given });
      const { issued, redeemed, strange } = await callUntilKilled(campaign, drawn, killAfter);
      await settled();
      const { counters, counted, bySubject } = await readBooks(client, campaign);
      expect(strange).toEqual([]);
      expect(counters).toEqual(counted);
      expect(bySubject).toBe(counters.issued);
      expect(counters.issued).toBeLessThanOrEqual(given.coupons);
      expect(counters.spent + counters.open).toBeLessThanOrEqual(given.discount);
      const { rows: found } = await client.query<{ code: string; subject: string }>(
        "SELECT k.code, k.subject FROM coupon k JOIN campaign c ON c.id = k.campaign_id WHERE c.key = $1",
        [campaign],
      );
      expect(new Set(found.map(({ code }) => code)).size, "no code twice").toBe(counters.issued);
      for (const [code, subject] of issued) expect(found).toContainEqual({ code, subject });
      for (let n = 0; n < SUBJECTS; n += 1)
        expect(found.filter(({ subject }) => subject === `s-${n}`).length).toBeLessThanOrEqual(
          given.perSubject,
        );
      const { rows: kept } = await client.query<{ id: string }>(
        "SELECT r.id FROM redemption r JOIN campaign c ON c.id = r.campaign_id WHERE c.key = $1",
        [campaign],
      );
      const known = new Set(kept.map(({ id }) => id));
      expect([...redeemed].filter((id) => !known.has(id))).toEqual([]);
      await gateway.restart();
    }),
    { numRuns: 5, endOnFailure: true },
  );
}, 120_000);
