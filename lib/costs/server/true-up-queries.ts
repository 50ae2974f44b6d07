import "server-only";
import type pg from "pg";
import type { ServedAge } from "../../campaigns";
import { onConnection, pool } from "../../platform/db";

/** A campaign with a limit on all costs, whose coupon users may still cost something. */
export type ServedCampaign = {
  id: string;
  /** The wording that the rest is read by. */
  termsVersion: number;
  statedMicros: bigint | null;
  expectedMicros: bigint;
  rate: bigint | null;
  currency: string | null;
  couponValidHours: number | null;
  startsAt: Date | null;
  endsAt: Date | null;
  launchedAt: Date | null;
};
type ServedRow = Omit<ServedCampaign, "statedMicros" | "expectedMicros" | "rate"> &
  Record<"expectedMicros" | "issued", string> &
  Record<"statedMicros" | "rate", string | null>;

const big = (text: string | null) => (text === null ? null : BigInt(text));

/** Ended ones until the last user's days are over. `seen` moves with each coupon and each edit. */
export async function listServedCampaigns(): Promise<(ServedCampaign & { seen: string })[]> {
  const { rows } = await pool().query<ServedRow>(
    `SELECT id, terms_version AS "termsVersion", limit_expected_micros::text AS "statedMicros",
       serve_expected_micros::text AS "expectedMicros", serve_rate::text AS rate, discount_currency AS currency,
       coupon_valid_hours AS "couponValidHours", starts_at AS "startsAt", ends_at AS "endsAt",
       launched_at AS "launchedAt", issued::text AS issued
     FROM campaign
     WHERE limit_cost_micros IS NOT NULL AND status <> 'archived'
       AND (status <> 'ended' OR ended_at > clock_timestamp() - interval '32 days')
     ORDER BY key`,
  );
  return rows.map(({ issued, ...row }) => ({
    ...row,
    statedMicros: big(row.statedMicros),
    expectedMicros: BigInt(row.expectedMicros),
    rate: big(row.rate),
    seen: `${issued} ${row.termsVersion}`,
  }));
}

/** Usage of coupon users, micro-units; and requests without a price, which are in no sum. */
export type Metered = { micros: bigint; unpriced: number };
export type CouponUsers = {
  /** The moment that all of this is of. */
  at: Date;
  /** Coupons that were issued by then. */
  issued: bigint;
  ages: ServedAge[];
  metered: Metered;
  /** The part of it before `settledTo`, which nothing but late usage changes. */
  settled: Metered;
  settledTo: Date;
};

/** Rows of one statement that may take minutes, since nobody waits for it. */
async function readPatiently<Row extends pg.QueryResultRow>(
  statement: string,
  values: unknown[],
): Promise<Row[]> {
  return onConnection(async (client) => {
    await client.query("BEGIN READ ONLY; SET LOCAL statement_timeout = '300s'; SET LOCAL work_mem = '64MB'");
    const { rows } = await client.query<Row>(statement, values);
    await client.query("COMMIT");
    return rows;
  });
}

/** Usage is late when it is older than an hour; whoever writes it may take a while. */
const SETTLED_AFTER = "2 hours";

/**
 * Coupon users of a campaign at one moment, and what they used from `from` on (null: their first coupon). A user counts from
 * each coupon on, for so many days; what two coupons' days share counts once. What a correction
 * costs stands with the row that it corrects (rated_micros), since it names nobody itself. Reads every coupon of the campaign and the events since.
 */
export async function readCouponUsers(
  campaignId: string,
  days: number,
  from: Date | null,
): Promise<CouponUsers> {
  type Row = Record<"issued" | "micros" | "unpriced" | "settled_micros" | "settled_unpriced", string> & {
    at: Date;
    settled_to: Date;
    ages: ServedAge[] | null;
  };
  const rows = await readPatiently<Row>(
    // one statement: one snapshot, in which the coupons are those that the campaign counts
    `WITH clock AS MATERIALIZED (
       SELECT statement_timestamp() AS at, greatest($3::timestamptz, statement_timestamp() - interval '${SETTLED_AFTER}') AS settled
     ), given AS MATERIALIZED (
       SELECT subject, issued_at AS at FROM coupon
       WHERE campaign_id = $1 AND issued_at IS NOT NULL AND subject IS NOT NULL
       UNION ALL SELECT subject, redeemed_at FROM redemption WHERE campaign_id = $1 AND shared
     ), who AS MATERIALIZED (
       SELECT subject, max(at) AS last, min(at) AS first, range_agg(tstzrange(at, at + make_interval(days => $2))) AS served
       FROM given GROUP BY 1
     ), known AS MATERIALIZED (
       SELECT s.id, w.served FROM who w JOIN usage_subject s ON s.subject = w.subject
     ), used AS (
       SELECT e.at < (SELECT settled FROM clock) AS is_settled, sum(coalesce(e.rated_micros, e.cost_micros)) AS micros,
         sum(e.requests) FILTER (WHERE e.cost_micros IS NULL AND NOT e.corrected) AS unpriced
       FROM usage_event e JOIN known k ON k.id = e.subject_id
       WHERE e.at >= coalesce($3::timestamptz, (SELECT min(first) FROM who)) AND e.at < (SELECT at FROM clock)
         AND k.served @> coalesce(e.occurred_at, e.at)::timestamptz
       GROUP BY 1
     ), aged AS (
       SELECT least(greatest(floor(extract(epoch FROM (SELECT at FROM clock) - last) / 86400), 0), $2)::int AS days,
         count(*)::int AS users FROM who GROUP BY 1
     )
     SELECT (SELECT at FROM clock) AS at, (SELECT settled FROM clock) AS settled_to,
       (SELECT issued::text FROM campaign WHERE id = $1) AS issued, (SELECT json_agg(aged) FROM aged) AS ages,
       coalesce(sum(micros), 0)::text AS micros, coalesce(sum(unpriced), 0)::text AS unpriced,
       coalesce(sum(micros) FILTER (WHERE is_settled), 0)::text AS settled_micros,
       coalesce(sum(unpriced) FILTER (WHERE is_settled), 0)::text AS settled_unpriced
     FROM used`,
    [campaignId, days, from],
  );
  const [row] = rows;
  if (!row) throw new Error("a sum without a row");
  return {
    at: row.at,
    issued: BigInt(row.issued ?? 0),
    ages: row.ages ?? [],
    metered: { micros: BigInt(row.micros), unpriced: Number(row.unpriced) },
    settled: { micros: BigInt(row.settled_micros), unpriced: Number(row.settled_unpriced) },
    settledTo: row.settled_to,
  };
}
