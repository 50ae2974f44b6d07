import "server-only";
import type { Attributes } from "../../campaigns";
import { pool } from "../../platform/db";

/** What is held of a subject as inviter and as invited; of the others only how many they are. */
export type SubjectReferrals = {
  invitations: { campaign: string; code: string; madeAt: string; joined: number; attributes: Attributes }[];
  /** By whose invitation it joined is the inviter's own. */
  joined: { campaign: string; status: string; joinedAt: string; attributes: Attributes; reason?: string }[];
};

export async function getSubjectReferrals(subject: string): Promise<SubjectReferrals> {
  const { rows } = await pool().query<SubjectReferrals>(
    `SELECT
       (SELECT coalesce(jsonb_agg(jsonb_build_object('campaign', c.key, 'code', i.code, 'madeAt', wire_time(i.made_at),
           'attributes', i.attributes,
           'joined', (SELECT count(*) FROM referral r WHERE r.invitation_id = i.id)) ORDER BY i.made_at), '[]')
         FROM invitation i JOIN campaign c ON c.id = i.campaign_id WHERE i.inviter = $1) AS invitations,
       (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('campaign', c.key, 'status', r.status,
           'joinedAt', wire_time(r.joined_at), 'attributes', r.attributes, 'reason', r.reason)) ORDER BY r.joined_at), '[]')
         FROM referral r JOIN campaign c ON c.id = r.campaign_id WHERE r.invited = $1) AS joined`,
    [subject],
  );
  return rows[0] ?? { invitations: [], joined: [] };
}
