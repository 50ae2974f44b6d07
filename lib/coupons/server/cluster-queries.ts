import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { pool } from "../../platform/db";
import type { Cluster, ClusterAttribute } from "../reach-view";
import { campaignId, noSuchCampaign } from "./coupon-queries";

const MOST = 100;
/** Values that are counted first; each further round counts twice as many. */
const FIRST_ROUND = 200;

type Asked = { id: string; by: ClusterAttribute; least: number; from: Date };
/** What shares a value, as far as is known without counting: never fewer than there are. */
type Candidate = { value: string; bound: number };
type Counted = {
  value: string;
  coupons: string;
  subjects: string;
  open: string;
  first_at: Date;
  last_at: Date;
};

/**
 * Values that may be shared by `least` or more, those with the most coupons first: what the worker has counted
 * (count_shared_coupons), and what was issued since. null before it has counted anything.
 */
async function listCandidates(
  { id, by, least, from }: Asked,
  { offset, limit }: { offset: number; limit: number },
): Promise<Candidate[] | null> {
  const until = await pool().query<{ counted_to: Date | null }>(
    "SELECT counted_to FROM coupon_shared_until WHERE id = 1",
  );
  const countedTo = until.rows[0]?.counted_to;
  if (!countedTo) return null;
  const { rows } = await pool().query<{ value: string; bound: string }>(
    `WITH since AS MATERIALIZED (
       SELECT k.${by} AS value, count(*) AS coupons FROM coupon k
       WHERE k.campaign_id = $1 AND k.${by} IS NOT NULL AND k.issued_at > greatest($2, $3::timestamptz) GROUP BY 1
     ), young AS (
       -- a value that was not counted has one coupon before, at most
       SELECT since.value, coalesce(s.coupons, 1) + since.coupons AS bound FROM since
       LEFT JOIN coupon_shared s ON s.campaign_id = $1 AND s.attribute = '${by}' AND s.value = since.value
       WHERE coalesce(s.coupons, 1) + since.coupons >= $4
     ), counted AS (
       SELECT s.value, s.coupons AS bound FROM coupon_shared s
       WHERE s.campaign_id = $1 AND s.attribute = '${by}' AND s.last_at >= $2 AND s.coupons >= $4
       ORDER BY s.coupons DESC, s.value LIMIT $5::bigint + $6::bigint + (SELECT count(*) FROM since)
     )
     SELECT value, bound FROM (
       SELECT * FROM counted WHERE NOT EXISTS (SELECT 1 FROM since WHERE since.value = counted.value)
       UNION ALL SELECT * FROM young
     ) both_of
     ORDER BY bound DESC, value OFFSET $5::bigint LIMIT $6::bigint`,
    [id, from, countedTo, least, offset, limit],
  );
  return rows.map(({ value, bound }) => ({ value, bound: Number(bound) }));
}

/** The same before anything was counted: every value is grouped. */
async function groupAll({ id, by, least, from }: Asked): Promise<Candidate[]> {
  const { rows } = await pool().query<{ value: string; bound: string }>(
    `SELECT k.${by} AS value, count(*) AS bound FROM coupon k
     WHERE k.campaign_id = $1 AND k.${by} IS NOT NULL AND k.issued_at >= $2 AND k.status <> 'revoked'
     GROUP BY 1 HAVING count(*) >= $3 ORDER BY bound DESC, value`,
    [id, from, least],
  );
  return rows.map(({ value, bound }) => ({ value, bound: Number(bound) }));
}

async function count({ id, by, least, from }: Asked, values: string[]): Promise<Counted[]> {
  const { rows } = await pool().query<Counted>(
    `SELECT asked.value, n.* FROM unnest($4::text[]) AS asked (value), LATERAL (
       SELECT count(*) AS coupons, count(DISTINCT coalesce(k.invited, k.subject)) AS subjects,
         sum(k.discount_held) AS open, min(k.issued_at) AS first_at, max(k.issued_at) AS last_at
       FROM coupon k
       WHERE k.${by} = asked.value AND k.campaign_id = $1 AND k.issued_at >= $2 AND k.status <> 'revoked'
     ) n WHERE n.subjects >= $3`,
    [id, from, least, values],
  );
  return rows;
}

const bySubjects = (a: Counted, b: Counted) =>
  Number(b.subjects) - Number(a.subjects) || (a.value < b.value ? -1 : 1);

/** The largest: candidates are counted in their order until no other can be larger than those found; of equals, any. */
async function findLargest(asked: Asked): Promise<Counted[]> {
  let found: Counted[] = [];
  for (let offset = 0, limit = FIRST_ROUND; ; offset += limit, limit *= 2) {
    // one more tells what those not looked at have at most
    const candidates = await listCandidates(asked, { offset, limit: limit + 1 });
    const values = (candidates?.slice(0, limit) ?? (await groupAll(asked))).map(({ value }) => value);
    found = [...found, ...(await count(asked, values))].sort(bySubjects).slice(0, MOST);
    const next = candidates?.[limit]?.bound ?? 0;
    if (next === 0 || (found.length === MOST && Number(found.at(-1)?.subjects) >= next)) return found;
  }
}

type Spent = { value: string; redeemed: string; spent: string; currency: string | null };

async function readSpent({ id, by, from }: Asked, values: string[]): Promise<Map<string, Spent>> {
  const { rows } = await pool().query<Spent>(
    `SELECT shown.value, spent.redeemed, spent.spent, c.discount_currency AS currency
     FROM unnest($3::text[]) AS shown (value) JOIN campaign c ON c.id = $1, LATERAL (
       SELECT count(*) AS redeemed, coalesce(sum(r.discount_amount), 0) AS spent
       FROM coupon k JOIN redemption r ON r.coupon_id = k.id AND r.rolled_back_at IS NULL
       WHERE k.${by} = shown.value AND k.campaign_id = $1 AND k.issued_at >= $2 AND k.status <> 'revoked'
     ) spent`,
    [id, from, values],
  );
  return new Map(rows.map((row) => [row.value, row]));
}

/**
 * Values of an attribute that at least `least` different subjects share among the coupons issued since `from`, those with
 * the most subjects first: what a family with five phones looks like, and what it cost. Of coupons that were earned by
 * inviting, the invited users are counted. `not_found`.
 */
export async function listClusters(
  actor: Actor,
  key: string,
  { by, least, from }: { by: ClusterAttribute; least: number; from: Date },
): Promise<Result<{ data: Cluster[] }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const id = await campaignId(key);
  if (!id) return noSuchCampaign(key);
  const asked = { id, by, least, from };
  const largest = await findLargest(asked);
  const spent = await readSpent(
    asked,
    largest.map(({ value }) => value),
  );
  return ok({
    data: largest.map((row) => {
      const cost = spent.get(row.value);
      return {
        attribute: by,
        value: row.value,
        coupons: Number(row.coupons),
        subjects: Number(row.subjects),
        redeemed: Number(cost?.redeemed ?? 0),
        discountSpent: Number(cost?.spent ?? 0),
        discountOpen: Number(row.open),
        ...(cost?.currency ? { currency: cost.currency } : {}),
        firstAt: row.first_at.toISOString(),
        lastAt: row.last_at.toISOString(),
      };
    }),
  });
}
