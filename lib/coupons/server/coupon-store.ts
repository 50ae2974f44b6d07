import "server-only";
import type { Tx } from "../../platform/db";
import { Prisma } from "../../platform/prisma-client/client";
import type { CodePattern } from "../coupon-code";
import type { gateRefusals } from "../refusal";

export type Revocation = {
  outcome:
    | "revoked"
    | "unchanged"
    | "busy"
    | "coupon_not_found"
    | "coupon_revoked"
    | "coupon_already_redeemed"
    | "coupon_expired"
    | "code_is_shared";
  code: string;
  campaign: string;
  before: string;
};

/** revoke_coupon in the caller's transaction: the counters move and the held discount is free with the coupon. */
export async function saveRevocation(tx: Tx, plainCode: string): Promise<Revocation> {
  const rows = await tx.$queryRaw<Revocation[]>`
    SELECT outcome, shown_code AS code, campaign_key AS campaign, status_before AS before
    FROM revoke_coupon(${plainCode})`;
  const [row] = rows;
  if (!row) throw new Error("revoke_coupon gave no answer");
  return row;
}

export type Reissue = {
  outcome:
    | (typeof gateRefusals)[number]
    | "reissued"
    | "busy"
    | "coupon_not_found"
    | "coupon_revoked"
    | "coupon_already_redeemed"
    | "coupon_expired"
    | "budget_exhausted"
    | "code_is_shared";
  code: string;
  campaign: string;
  before: string;
};

/** reissue_coupon in the caller's transaction. A new code that exists already throws (23505). */
export async function saveReissue(tx: Tx, plainCode: string, newCode: string): Promise<Reissue> {
  const rows = await tx.$queryRaw<Reissue[]>`
    SELECT outcome, old_code AS code, campaign_key AS campaign, status_before AS before
    FROM reissue_coupon(${plainCode}, ${newCode})`;
  const [row] = rows;
  if (!row) throw new Error("reissue_coupon gave no answer");
  return row;
}

/** How the codes of a coupon's campaign look; null when there is no such coupon. */
export async function findPattern(tx: Tx, plainCode: string): Promise<CodePattern | null> {
  const [row] = await tx.$queryRaw<{ prefix: string; length: number | null; charset: string | null }[]>`
    SELECT c.code_prefix AS prefix, c.code_length AS length, c.code_charset AS charset
    FROM coupon k JOIN campaign c ON c.id = k.campaign_id WHERE translate(k.code, '- ', '') = ${plainCode}`;
  if (!row) return null;
  const { prefix, length, charset } = row;
  return {
    prefix,
    ...(length === null ? {} : { length }),
    ...(charset === null ? {} : { charset: charset as NonNullable<CodePattern["charset"]> }),
  };
}

/** What adding codes to a campaign must know: how its codes look, and how many it has already. */
export async function findCampaignForCodes(tx: Tx, key: string) {
  if (!/^[a-z0-9-]{3,60}$/.test(key)) return null;
  const row = await tx.campaign.findUnique({
    where: { key },
    select: {
      id: true,
      key: true,
      kind: true,
      status: true,
      codePrefix: true,
      codeLength: true,
      codeCharset: true,
      issued: true,
      available: true,
    },
  });
  if (!row) return null;
  const { codePrefix: prefix, codeLength: length, codeCharset: charset } = row;
  const pattern: CodePattern = {
    prefix,
    ...(length === null ? {} : { length }),
    ...(charset === null ? {} : { charset: charset as NonNullable<CodePattern["charset"]> }),
  };
  const codes = Number(row.issued + row.available);
  return { id: row.id, key: row.key, kind: row.kind, status: row.status, pattern, codes };
}

/** Which coupons are to be revoked: every condition that is there must hold. */
export type RevokeConditions = {
  codes?: string[];
  subjects?: string[];
  device?: string;
  address?: string;
  inviter?: string;
  issuedFrom?: string;
  issuedTo?: string;
  available?: true;
};

function conditionsOf(conditions: RevokeConditions): Prisma.Sql {
  const { codes, subjects, device, address, inviter, issuedFrom, issuedTo, available } = conditions;
  const parts = [
    available
      ? Prisma.sql`k.status = 'available'`
      : Prisma.sql`k.status IN ('issued', 'held') AND k.issued_at IS NOT NULL
          AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp())`,
    ...(codes ? [Prisma.sql`translate(k.code, '- ', '') = ANY (${codes})`] : []),
    ...(subjects
      ? [
          // folded by the same lower() as the index: the database's own may fold ASCII alone
          Prisma.sql`lower(k.subject) = ANY (ARRAY(SELECT lower(one) FROM unnest(${subjects}::text[]) AS one))
      AND k.subject = ANY (${subjects})`,
        ]
      : []),
    ...(device ? [Prisma.sql`k.device = ${device}`] : []),
    ...(address ? [Prisma.sql`k.address = ${address}`] : []),
    ...(inviter ? [Prisma.sql`k.inviter = ${inviter}`] : []),
    ...(issuedFrom ? [Prisma.sql`k.issued_at >= ${issuedFrom}::timestamptz`] : []),
    ...(issuedTo ? [Prisma.sql`k.issued_at < ${issuedTo}::timestamptz`] : []),
  ];
  return Prisma.join(parts, " AND ");
}

/** How many coupons of a campaign fit now. */
export async function countFitting(
  tx: Tx,
  campaignId: string,
  conditions: RevokeConditions,
): Promise<number> {
  const [row] = await tx.$queryRaw<{ fitting: bigint }[]>`
    SELECT count(*) AS fitting FROM coupon k WHERE k.campaign_id = ${campaignId}::uuid AND ${conditionsOf(conditions)}`;
  return Number(row?.fitting ?? 0);
}

/**
 * Revokes at most `most` coupons that fit and were issued by `at`, those that no other transaction holds. Returns how many fitted and how
 * many were revoked.
 */
export async function revokeSome(
  tx: Tx,
  campaignId: string,
  conditions: RevokeConditions,
  at: string,
  most: number,
): Promise<{ found: number; revoked: number }> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT k.id FROM coupon k
    WHERE k.campaign_id = ${campaignId}::uuid AND ${conditionsOf(conditions)}
      AND (k.issued_at IS NULL OR k.issued_at <= ${at}::timestamptz)
    LIMIT ${most}`;
  if (rows.length === 0) return { found: 0, revoked: 0 };
  const ids = rows.map(({ id }) => id);
  const [done] = await tx.$queryRaw<{ revoked: bigint }[]>`
    SELECT revoke_coupons(${campaignId}::uuid, ${ids}::uuid[]) AS revoked`;
  return { found: rows.length, revoked: Number(done?.revoked ?? 0) };
}
