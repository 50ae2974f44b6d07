import "server-only";
import type { Tx } from "../../platform/db";
import { Prisma } from "../../platform/prisma-client/client";

/**
 * Raises the days by which the open pause (of a campaign, or of everything) has extended coupons to `days` in all, so
 * that the same wish twice extends once. Returns the days added now; 0 when no pause stands.
 */
export async function raisePauseDays(tx: Tx, campaignId: string | null, days: number): Promise<number> {
  const [pause] = await tx.$queryRaw<{ id: string; extended_days: number }[]>`
    SELECT id, extended_days FROM pause
    WHERE campaign_id IS NOT DISTINCT FROM ${campaignId}::uuid AND resumed_at IS NULL
    ORDER BY paused_at DESC LIMIT 1 FOR UPDATE`;
  const added = days - (pause?.extended_days ?? days);
  if (!pause || added <= 0) return 0;
  await tx.pause.update({ where: { id: pause.id }, data: { extendedDays: days } });
  return added;
}

/** The database's time, and about how many coupons are open; by counters, so some of them may never expire. */
export async function countOpenCoupons(
  tx: Tx,
  campaignId: string | null,
): Promise<{ now: Date; open: number }> {
  const [row] = await tx.$queryRaw<{ now: Date; open: bigint }[]>`
    SELECT clock_timestamp() AS now, coalesce(sum(issued - redeemed - expired - revoked), 0)::bigint AS open
    FROM campaign WHERE kind <> 'shared_code' AND (${campaignId}::uuid IS NULL OR id = ${campaignId}::uuid)`;
  if (!row) throw new Error("the database told no time");
  return { now: row.now, open: Number(row.open) };
}

/** The next campaign in order of id with open coupons that expire after `at`; null after the last. */
export async function nextCampaign(tx: Tx, after: string | null, at: string): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT c.id FROM campaign c
    WHERE (${after}::uuid IS NULL OR c.id > ${after}::uuid) AND EXISTS (
      SELECT 1 FROM coupon k
      WHERE k.campaign_id = c.id AND k.status IN ('issued', 'held') AND k.expires_at > ${at}::timestamptz)
    ORDER BY c.id LIMIT 1`;
  return row?.id ?? null;
}

/** Whether a job of this kind that began earlier is still under way. */
export async function isOlderJobOpen(tx: Tx, kind: string, seq: bigint): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ open: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM job WHERE kind = ${kind} AND status IN ('queued', 'running') AND seq < ${seq})
      AS open`;
  return row?.open === true;
}

export type Extension = {
  campaignId: string;
  days: number;
  /** Coupons that were issued and had not expired then. */
  at: string;
  /** Marks each coupon: no job extends one twice, however often it passes. */
  seq: bigint;
  /** Of these, the ones that expire from here on … */
  from: string;
  /** … and no later than this. */
  until: string | null;
};

const dueOf = ({ campaignId, at, seq, from, until }: Extension) => Prisma.sql`
  campaign_id = ${campaignId}::uuid AND status IN ('issued', 'held')
  AND expires_at > ${at}::timestamptz AND expires_at >= ${from}::timestamptz
  AND (${until}::timestamptz IS NULL OR expires_at <= ${until}::timestamptz)
  AND issued_at <= ${at}::timestamptz AND (extended_by IS NULL OR extended_by < ${seq})`;

/** Extends at most `most` coupons, the soonest expiry first. Returns how many, and the last of the old expiries. */
export async function extendSome(
  tx: Tx,
  extension: Extension,
  most: number,
): Promise<{ extended: number; last: string | null }> {
  const { days, seq } = extension;
  const [row] = await tx.$queryRaw<{ extended: bigint; last: string | null }[]>`
    WITH due AS (
      SELECT id, expires_at FROM coupon WHERE ${dueOf(extension)} ORDER BY expires_at LIMIT ${most} FOR UPDATE
    ), longer AS (
      UPDATE coupon SET expires_at = due.expires_at + make_interval(hours => 24 * ${days}::int), extended_by = ${seq}
      FROM due WHERE coupon.id = due.id RETURNING due.expires_at
    )
    SELECT count(*) AS extended, to_char(max(expires_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS last
    FROM longer`;
  return { extended: Number(row?.extended ?? 0), last: row?.last ?? null };
}

/** Whether any is left: a batch may find nothing because others were just redeeming all that it waited for. */
export async function isAnyLeft(tx: Tx, extension: Extension): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ left: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM coupon WHERE ${dueOf(extension)}) AS left`;
  return row?.left === true;
}
