import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { chatbot, growth, inTurn, liveCampaign, openClient, unwrap } from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { closeDatabase, useDatabase } from "../../platform/db";
import { clusterAttributes } from "../reach-view";
import { closeCouponLanes, countSharedCoupons, getCoupon, issueCoupon, listClusters, revokeCoupon } from ".";

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase("clusters");
  await useDatabase(database.url);
  client = await openClient(database.url);
});
afterAll(async () => {
  await client?.end();
  await closeCouponLanes();
  await closeDatabase();
  await database?.drop();
});

const HOUR_MS = 3_600_000;
const from = new Date(Date.now() - 24 * HOUR_MS);

/** As anybody would count them: every coupon, grouped. */
async function recount(campaign: string, by: string, least: number) {
  const { rows } = await client.query<{ value: string; coupons: number; subjects: number }>(
    `SELECT k.${by} AS value, count(*)::int AS coupons, count(DISTINCT k.subject)::int AS subjects
     FROM coupon k JOIN campaign c ON c.id = k.campaign_id
     WHERE c.key = $1 AND k.${by} IS NOT NULL AND k.issued_at >= $2 AND k.status <> 'revoked'
     GROUP BY 1 HAVING count(DISTINCT k.subject) >= $3 ORDER BY 3 DESC, 1 LIMIT 100`,
    [campaign, from, least],
  );
  return rows;
}

it("are the same whether the worker counted nothing yet, all, or what is older than half a minute", async () => {
  const campaign = await liveCampaign();
  const other = await liveCampaign();
  const some = (words: string, of: number) => `${words}-${Math.floor(Math.random() ** 2 * of)}`;
  const issue = async (to: string, agoMs: number) => {
    const subject = Math.random() < 0.1 ? "somebody-often" : randomUUID();
    const attributes = {
      device: some("device", 300),
      address: some("address", 40),
      inviter: some("inviter", 900),
    };
    const { coupon } = unwrap(await issueCoupon(chatbot, to, { subject, attributes }));
    if (agoMs > 0) {
      const at = new Date(Date.now() - agoMs);
      await client.query("UPDATE coupon SET issued_at = $2 WHERE id = $1", [coupon.id, at]);
    }
    return coupon.code;
  };
  const compare = async () => {
    for (const by of clusterAttributes) {
      for (const least of [2, 3, 8]) {
        const { data } = unwrap(await listClusters(growth, campaign, { by, least, from }));
        const told = data.map(({ value, coupons, subjects }) => ({ value, coupons, subjects }));
        const counted = await recount(campaign, by, least);
        const sizes = (clusters: { subjects: number }[]) => clusters.map(({ subjects }) => subjects);
        expect(sizes(told), `${by}, ${least}`).toEqual(sizes(counted));
        // where more than fit are equally large, any of them may be shown
        if (counted.length < 100) expect(told, `${by}, ${least}`).toEqual(counted);
      }
    }
  };
  // of long ago, of a while ago, and of just now
  const codes = await inTurn(400, (nth) =>
    issue(nth % 5 === 0 ? other : campaign, nth % 3 === 0 ? 30 * HOUR_MS : nth % 3 === 1 ? HOUR_MS : 0),
  );
  await compare();
  await countSharedCoupons();
  await compare();
  expect((await recount(campaign, "device", 3)).length).toBeGreaterThan(10);
  // the worker last looked two minutes ago; since then came some that it counts on, and some too young for it
  await client.query("UPDATE coupon_shared_until SET counted_to = now() - interval '2 minutes'");
  await inTurn(200, (nth) => issue(campaign, nth % 2 === 0 ? 60_000 : 0));
  await countSharedCoupons();
  await compare();
  // revoked ones are out at once
  for (const code of codes.slice(0, 60)) {
    if (unwrap(await getCoupon(growth, code)).campaign === campaign)
      unwrap(await revokeCoupon(growth, code, {}));
  }
  await compare();
});
