import { randomUUID } from "node:crypto";
import pg from "pg";
import { issueCoupon } from "@/lib/coupons/server";
import { createIssueLane } from "@/lib/coupons/server/issue-sql";
import { closeDatabase, useDatabase } from "@/lib/platform/db";
import { chatbot, liveCampaign } from "../fixtures/coupons";
import type { Bench } from "./bench";

const SECONDS = 4;
const CONNECTIONS = 16;

/**
 * The usual way, done well: one guarded statement a coupon, whose row count decides. It knows no pause, no budget and
 * no Idempotency-Key.
 */
const oneByOne = `
  WITH counted AS (
    INSERT INTO coupon_subject AS s (campaign_id, subject, issued)
    SELECT id, $2, 1 FROM campaign WHERE key = $1 AND status = 'active' AND issued < limit_coupons
    ON CONFLICT (campaign_id, subject) DO UPDATE SET issued = s.issued + 1 WHERE s.issued < 1
    RETURNING campaign_id
  ), taken AS (
    UPDATE campaign c SET issued = c.issued + 1, discount_open = c.discount_open + c.discount_value
    FROM counted WHERE c.id = counted.campaign_id AND c.issued < c.limit_coupons
    RETURNING c.id, c.discount_value
  )
  INSERT INTO coupon (id, campaign_id, code, subject, discount_held, issued_at)
  SELECT $3, id, $4, $2, discount_value, clock_timestamp() FROM taken RETURNING id`;

/** What `callers` at once get done, each asking again as soon as it has its answer: a second, and the 99th percentile. */
async function load(
  callers: number,
  ask: (subject: string) => Promise<boolean>,
): Promise<{ perSecond: number; p99Ms: number }> {
  const took: number[] = [];
  const begun = performance.now();
  const until = begun + SECONDS * 1_000;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < until) {
        const asked = performance.now();
        if (!(await ask(randomUUID()))) throw new Error("a coupon was refused");
        took.push(performance.now() - asked);
      }
    }),
  );
  const seconds = (performance.now() - begun) / 1_000;
  took.sort((a, b) => a - b);
  return { perSecond: took.length / seconds, p99Ms: took[Math.floor(took.length * 0.99)] ?? 0 };
}

/** Coupons of one hot campaign a second, one gateway's lane beside one guarded statement a coupon. */
export const issue: Bench = async ({ url, say }) => {
  await useDatabase(url);
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS });
  const lane = createIssueLane();
  try {
    const limits = { coupons: 100_000_000, perSubject: 1, discount: 1_000_000_000_000 };
    const [usual, hot] = [await liveCampaign({ limits }), await liveCampaign({ limits })];
    const askOne = async (subject: string) => {
      const values = [usual, subject, randomUUID(), `B-${randomUUID().toUpperCase()}`];
      return (await pool.query({ name: "one_by_one", text: oneByOne, values })).rowCount === 1;
    };
    const askLane = async (subject: string) => (await issueCoupon(chatbot, hot, { subject }, null, lane)).ok;
    await Promise.all(Array.from({ length: 200 }, (_, n) => (n % 2 ? askOne : askLane)(`warm-${n}`)));
    const yardstick = await load(64, askOne);
    say(
      `one by one, 64 callers: ${Math.round(yardstick.perSecond)} a second, p99 ${Math.round(yardstick.p99Ms)} ms`,
    );
    const results = [];
    for (const [callers, atLeast] of [
      [64, 2],
      [512, 3],
    ] as const) {
      const { perSecond: value, p99Ms } = await load(callers, askLane);
      say(`the lane, ${callers} callers: ${Math.round(value)} a second, p99 ${Math.round(p99Ms)} ms`);
      const ratio = value / yardstick.perSecond;
      results.push({
        name: `issue: one campaign, ${callers} callers`,
        value,
        unit: "coupons/s",
        yardstick: `one guarded statement a coupon, 64 callers over ${CONNECTIONS} connections`,
        yardstickValue: yardstick.perSecond,
        ratio,
        must: `at least ${atLeast} times one by one, and 1,000 a second`,
        ok: ratio >= atLeast && value >= 1_000,
      });
    }
    return results;
  } finally {
    await lane.close();
    await pool.end();
    await closeDatabase();
  }
};
