import "server-only";
import { type Actor, authorize } from "../../auth";
import { groupCode, toPlainCode } from "../../coupons";
import { parseCursor, toCursor, wrongCursor } from "../../kernel/cursor";
import { ok, type Result, refuse } from "../../kernel/result";
import { pool } from "../../platform/db";
import type { Invitation, Join, Referral, ReferralFunnel, ReferralStatus } from "../referral-view";
import { noSuchInvitation, refuseReferral } from "../refusal";

const MOST = 100;
const SHOWN_INVITERS = 5;

type InvitationRow = { id: string; code: string; campaign: string; inviter: string; made_at: Date } & Record<
  "joined" | "quiet" | "due" | "rewarded" | "refused",
  string
>;

const invitationColumns = `i.id, i.code, c.key AS campaign, i.inviter, i.made_at, n.*`;
const invitationJoins = `JOIN campaign c ON c.id = i.campaign_id, LATERAL (
  SELECT count(*) AS joined, count(*) FILTER (WHERE r.status = 'joined') AS quiet,
    count(*) FILTER (WHERE r.status = 'active') AS due, count(*) FILTER (WHERE r.status = 'rewarded') AS rewarded,
    count(*) FILTER (WHERE r.status = 'refused') AS refused
  FROM referral r WHERE r.invitation_id = i.id) n`;

function toInvitation(row: InvitationRow): Invitation {
  const { joined, quiet, due, rewarded, refused } = row;
  return {
    code: groupCode(row.code),
    campaign: row.campaign,
    subject: row.inviter,
    madeAt: row.made_at.toISOString(),
    joined: Number(joined),
    quiet: Number(quiet),
    due: Number(due),
    rewarded: Number(rewarded),
    refused: Number(refused),
  };
}

/** The invitation of an inviter in a campaign, or with a code; null when there is none. */
export async function findInvitation(
  by: { code: string } | { campaignId: string; inviter: string },
): Promise<Invitation | null> {
  const [where, values] =
    "code" in by
      ? ["i.code = $1", [by.code]]
      : ["i.campaign_id = $1 AND i.inviter = $2", [by.campaignId, by.inviter]];
  const { rows } = await pool().query<InvitationRow>(
    `SELECT ${invitationColumns} FROM invitation i ${invitationJoins} WHERE ${where}`,
    values,
  );
  return rows[0] ? toInvitation(rows[0]) : null;
}

/** What became of an invitation, by its code in any case, with or without dashes; `not_found`. */
export async function getInvitation(actor: Actor, typed: string): Promise<Result<Invitation>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const code = toPlainCode(typed);
  const found = code && (await findInvitation({ code }));
  return found ? ok(found) : noSuchInvitation(typed);
}

/** An invitation as somebody who joins meets it. */
export async function findOffer(
  code: string,
): Promise<{ id: string; campaignId: string; campaign: string; inviter: string } | null> {
  const { rows } = await pool().query<{
    id: string;
    campaignId: string;
    campaign: string;
    inviter: string;
  }>(
    `SELECT i.id, i.campaign_id AS "campaignId", c.key AS campaign, i.inviter
     FROM invitation i JOIN campaign c ON c.id = i.campaign_id WHERE i.code = $1`,
    [code],
  );
  return rows[0] ?? null;
}

/** The referral by which a subject was brought in; null when by none. */
export async function findJoin(invited: string): Promise<{ join: Join; invitationId: string } | null> {
  const { rows } = await pool().query<{
    id: string;
    invitation_id: string;
    campaign: string;
    status: ReferralStatus;
    joined_at: Date;
  }>(
    `SELECT r.id, r.invitation_id, c.key AS campaign, r.status, r.joined_at
     FROM referral r JOIN campaign c ON c.id = r.campaign_id WHERE r.invited = $1`,
    [invited],
  );
  const [row] = rows;
  if (!row) return null;
  const join: Join = {
    id: row.id,
    campaign: row.campaign,
    subject: invited,
    status: row.status,
    joinedAt: row.joined_at.toISOString(),
  };
  return { join, invitationId: row.invitation_id };
}

/** The id of a referral campaign; `not_found`, `not_a_referral`. */
async function referralCampaign(key: string): Promise<Result<string>> {
  const unknown = refuse("not_found", `There is no campaign ${key.slice(0, 60)}.`);
  if (!/^[a-z0-9-]{3,60}$/.test(key)) return unknown;
  const { rows } = await pool().query<{ id: string; kind: string }>(
    "SELECT id, kind FROM campaign WHERE key = $1",
    [key],
  );
  if (!rows[0]) return unknown;
  return rows[0].kind === "referral" ? ok(rows[0].id) : refuseReferral("not_a_referral");
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What lies behind a place in a list by time and id, the newest first. */
function readPlace(cursor: string | undefined): Result<[at: string | null, id: string | null]> {
  if (cursor === undefined) return ok([null, null]);
  const parts = parseCursor(cursor, 2);
  if (!parts.ok) return parts;
  const [at = "", id = ""] = parts.value;
  return !instant.test(at) || Number.isNaN(Date.parse(at)) || !uuid.test(id) ? wrongCursor() : ok([at, id]);
}

type Page = { limit?: number; cursor?: string };
type Listed<T> = Result<{ data: T[]; nextCursor: string | null }>;

/** A page of a campaign's invitations, the last made first. */
export async function listInvitations(
  actor: Actor,
  campaign: string,
  { limit = 50, cursor }: Page = {},
): Promise<Listed<Invitation>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const id = await referralCampaign(campaign);
  if (!id.ok) return id;
  const place = readPlace(cursor);
  if (!place.ok) return place;
  const take = Math.max(1, Math.min(limit, MOST));
  const { rows } = await pool().query<InvitationRow>(
    `SELECT ${invitationColumns} FROM (
       SELECT * FROM invitation
       WHERE campaign_id = $1 AND ($2::timestamptz IS NULL OR (made_at, id) < ($2, $3::uuid))
       ORDER BY made_at DESC, id DESC LIMIT $4) i ${invitationJoins} ORDER BY i.made_at DESC, i.id DESC`,
    [id.value, ...place.value, take + 1],
  );
  const last = rows[take - 1];
  const more = rows.length > take && last;
  return ok({
    data: rows.slice(0, take).map(toInvitation),
    nextCursor: more ? toCursor([last.made_at.toISOString(), last.id]) : null,
  });
}

type ReferralRow = {
  id: string;
  campaign: string;
  invited: string;
  inviter: string;
  status: ReferralStatus;
  reason: string | null;
  joined_at: Date;
  active_at: Date | null;
  decided_at: Date | null;
  coupon: string | null;
};

/** What a reward waits for: the campaign's gate where it is one that passes. */
const waitsFor = `CASE WHEN g.gate IN ('promotions_paused', 'campaign_paused', 'campaign_closed', 'campaign_not_started')
  THEN g.gate END`;
const withGate = `JOIN promotion_switch s ON s.id = 1,
  LATERAL (SELECT campaign_gate(c, s.issuance, now()) AS gate) g`;

/** A page of a campaign's invited users, the last who joined first. */
export async function listReferrals(
  actor: Actor,
  campaign: string,
  { limit = 50, cursor, status }: Page & { status?: ReferralStatus } = {},
): Promise<Listed<Referral>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const id = await referralCampaign(campaign);
  if (!id.ok) return id;
  const place = readPlace(cursor);
  if (!place.ok) return place;
  const take = Math.max(1, Math.min(limit, MOST));
  const { rows } = await pool().query<ReferralRow>(
    `SELECT r.id, c.key AS campaign, r.invited, i.inviter, r.status,
       coalesce(r.reason, CASE r.status WHEN 'active' THEN ${waitsFor} END) AS reason,
       r.joined_at, r.active_at, r.decided_at, k.code AS coupon
     FROM (
       SELECT * FROM referral
       WHERE campaign_id = $1 AND ($2::timestamptz IS NULL OR (joined_at, id) < ($2, $3::uuid))
         AND ($5::text IS NULL OR status = $5)
       ORDER BY joined_at DESC, id DESC LIMIT $4) r
     JOIN invitation i ON i.id = r.invitation_id LEFT JOIN coupon k ON k.id = r.coupon_id
     JOIN campaign c ON c.id = r.campaign_id ${withGate}
     ORDER BY r.joined_at DESC, r.id DESC`,
    [id.value, ...place.value, take + 1, status ?? null],
  );
  const last = rows[take - 1];
  const more = rows.length > take && last;
  return ok({
    data: rows.slice(0, take).map((row) => ({
      id: row.id,
      campaign: row.campaign,
      subject: row.invited,
      inviter: row.inviter,
      status: row.status,
      reason: row.reason,
      joinedAt: row.joined_at.toISOString(),
      activeAt: row.active_at?.toISOString() ?? null,
      decidedAt: row.decided_at?.toISOString() ?? null,
      coupon: row.coupon,
    })),
    nextCursor: more ? toCursor([last.joined_at.toISOString(), last.id]) : null,
  });
}

/** From invitations to rewards, in one snapshot. `not_found`, `not_a_referral`. */
export async function getReferralFunnel(actor: Actor, campaign: string): Promise<Result<ReferralFunnel>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const id = await referralCampaign(campaign);
  if (!id.ok) return id;
  const [counts, top] = await Promise.all([
    pool().query<{
      invitations: string;
      waits_for: string | null;
      stands: { status: ReferralStatus; reason: string | null; count: number }[];
    }>(
      `SELECT (SELECT count(*) FROM invitation i WHERE i.campaign_id = c.id) AS invitations, ${waitsFor} AS waits_for,
         (SELECT coalesce(jsonb_agg(n), '[]') FROM (
           SELECT r.status, r.reason, count(*) FROM referral r WHERE r.campaign_id = c.id
           GROUP BY 1, 2 ORDER BY 3 DESC, 2) n) AS stands
       FROM campaign c ${withGate} WHERE c.id = $1`,
      [id.value],
    ),
    pool().query<InvitationRow>(
      `SELECT ${invitationColumns} FROM (
         SELECT i.* FROM invitation i JOIN (
           SELECT invitation_id, count(*) AS joined FROM referral WHERE campaign_id = $1
           GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${SHOWN_INVITERS}) most ON most.invitation_id = i.id) i
       ${invitationJoins} ORDER BY n.joined DESC, i.id`,
      [id.value],
    ),
  ]);
  const [row] = counts.rows;
  const stands = row?.stands ?? [];
  const of = (status: ReferralStatus) =>
    stands.reduce((sum, one) => sum + (one.status === status ? one.count : 0), 0);
  const refused = stands
    .filter(({ status }) => status === "refused")
    .map(({ reason, count }) => ({ reason: reason ?? "", referrals: count }));
  const known = refused.find(({ reason }) => reason === "already_known")?.referrals ?? 0;
  return ok({
    invitations: Number(row?.invitations ?? 0),
    joined: of("joined") + of("active") + of("rewarded") + of("refused"),
    active: of("active") + of("rewarded") + of("refused") - known,
    rewarded: of("rewarded"),
    due: of("active"),
    waitsFor: of("active") > 0 ? (row?.waits_for ?? null) : null,
    refused,
    inviters: top.rows.map(toInvitation),
  });
}
