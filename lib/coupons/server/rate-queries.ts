import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { pool } from "../../platform/db";
import type { IssuedBucket } from "../coupon-view";

const MOST_MINUTES = 24 * 60;
const MOST_HOURS = 24 * 400;
const HOUR_MS = 3_600_000;

type BucketRow = { start: Date; issued: string };

function toBucket({ start, issued }: BucketRow): IssuedBucket {
  return { start: start.toISOString(), issued: Number(issued) };
}

/**
 * Coupons issued in each of the last `minutes` minutes (30; 1–1,440), of one campaign or of all, oldest first; the last
 * one is the minute under way. Minutes without any are 0. An unknown campaign has issued none.
 */
export async function listIssuedPerMinute(
  actor: Actor,
  { campaign, minutes = 30 }: { campaign?: string; minutes?: number } = {},
): Promise<Result<{ data: IssuedBucket[]; asOf: string }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const { rows } = await pool().query<BucketRow & { as_of: Date }>(
    `SELECT bucket AS start, coalesce(sum(m.issued), 0) AS issued, now() AS as_of
     FROM generate_series(date_trunc('minute', now(), 'UTC') - make_interval(mins => $1::int - 1),
       date_trunc('minute', now(), 'UTC'), interval '1 minute') AS bucket
     LEFT JOIN coupon_minute m ON m.minute = bucket
       AND ($2::text IS NULL OR m.campaign_id = (SELECT id FROM campaign WHERE key = $2))
     GROUP BY bucket ORDER BY bucket`,
    [Math.max(1, Math.min(Math.trunc(minutes), MOST_MINUTES)), campaign ?? null],
  );
  return ok({ data: rows.map(toBucket), asOf: rows[0]?.as_of.toISOString() ?? "" });
}

/**
 * Coupons of a campaign issued in each hour that begins in [from, to), hours of UTC, oldest first, 0 where there were
 * none. `invalid_request` for more than 400 days.
 */
export async function listIssuedPerHour(
  actor: Actor,
  campaign: string,
  from: Date,
  to: Date,
): Promise<Result<IssuedBucket[]>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  if (to.getTime() - from.getTime() > MOST_HOURS * HOUR_MS) {
    return refuse("invalid_request", "to: may be at most 400 days after from.", [
      { pointer: "#/query/to", detail: "may be at most 400 days after from" },
    ]);
  }
  const { rows } = await pool().query<BucketRow>(
    `SELECT hour AS start, coalesce(sum(m.issued), 0) AS issued
     FROM generate_series(date_trunc('hour', $2::timestamptz, 'UTC'), $3::timestamptz - interval '1 microsecond',
       interval '1 hour') AS hour
     LEFT JOIN (
       SELECT minute, issued FROM coupon_minute
       WHERE campaign_id = (SELECT id FROM campaign WHERE key = $1)
         AND minute >= date_trunc('hour', $2::timestamptz, 'UTC') AND minute < $3::timestamptz
     ) m ON date_trunc('hour', m.minute, 'UTC') = hour
     GROUP BY hour ORDER BY hour`,
    [campaign, from, to],
  );
  return ok(rows.map(toBucket));
}

/** The coupon issued last, of one campaign or of all; null when there is none. */
export async function getLastCoupon(
  actor: Actor,
  campaign?: string,
): Promise<Result<{ id: string; campaign: string; issuedAt: string } | null>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const { rows } = await pool().query<{ id: string; campaign: string; issued_at: Date }>(
    campaign === undefined
      ? `SELECT k.id, c.key AS campaign, k.issued_at FROM coupon k JOIN campaign c ON c.id = k.campaign_id
         WHERE k.issued_at IS NOT NULL ORDER BY k.issued_at DESC, k.id DESC LIMIT 1`
      : `SELECT k.id, $1 AS campaign, k.issued_at FROM coupon k
         WHERE k.campaign_id = (SELECT id FROM campaign WHERE key = $1) AND k.issued_at IS NOT NULL
         ORDER BY k.issued_at DESC, k.id DESC LIMIT 1`,
    campaign === undefined ? [] : [campaign],
  );
  const [row] = rows;
  return ok(row ? { id: row.id, campaign: row.campaign, issuedAt: row.issued_at.toISOString() } : null);
}

/** Coupons issued in the last `seconds`, of all campaigns; seconds up to an hour. */
export async function countIssuedSince(seconds: number): Promise<number> {
  const { rows } = await pool().query<{ issued: string }>(
    "SELECT count(*) AS issued FROM coupon WHERE issued_at > now() - make_interval(secs => $1::float)",
    [Math.max(1, Math.min(seconds, 3_600))],
  );
  return Number(rows[0]?.issued ?? 0);
}
