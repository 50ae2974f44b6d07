import "server-only";
import { pool } from "../../platform/db";
import { type Retention, retentionMonths } from "../retention";

export const RETENTION = "personal_data.months";

export async function readRetention(): Promise<Retention> {
  const { rows } = await pool().query<{ value: unknown }>("SELECT value FROM setting WHERE key = $1", [
    RETENTION,
  ]);
  return retentionMonths.find((one) => one === rows[0]?.value) ?? "never";
}

// a name that an erasure gave is nobody's any more
const erased = "^erased-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$";

/**
 * Subjects of whom nothing was seen since `cutoff`: no usage, no signup, no coupon issued or redeemed, no code for everybody
 * redeemed, no invitation made or followed. Whoever still has
 * a coupon that can be redeemed is not among them. By name, after `after`, at most `limit`.
 */
export async function listSilentSubjects(cutoff: Date, after: string, limit: number): Promise<string[]> {
  const { rows } = await pool().query<{ subject: string }>(
    `WITH seen AS MATERIALIZED (
       SELECT DISTINCT unnest(subject_ids) AS id FROM usage_presence WHERE bucket_start >= $1::timestamptz - interval '15 minutes'
     ), known AS (
       SELECT subject FROM usage_subject s
       WHERE NOT EXISTS (SELECT 1 FROM seen WHERE seen.id = s.id)
       UNION
       SELECT c.subject FROM coupon c
       WHERE c.subject IS NOT NULL AND c.issued_at < $1
         AND NOT EXISTS (SELECT 1 FROM usage_subject s JOIN seen USING (id) WHERE s.subject = c.subject)
       UNION
       SELECT r.subject FROM redemption r
       WHERE r.shared AND r.subject IS NOT NULL AND r.redeemed_at < $1
         AND NOT EXISTS (SELECT 1 FROM usage_subject s JOIN seen USING (id) WHERE s.subject = r.subject)
     )
     SELECT subject FROM known k
     WHERE subject !~ $2 AND subject > $4
       AND NOT EXISTS (SELECT 1 FROM usage_signup u WHERE u.subject = k.subject AND u.at >= $1)
       AND NOT EXISTS (SELECT 1 FROM redemption r WHERE r.shared AND r.subject = k.subject AND r.redeemed_at >= $1)
       AND NOT EXISTS (SELECT 1 FROM invitation i WHERE i.inviter = k.subject AND i.made_at >= $1)
       AND NOT EXISTS (SELECT 1 FROM referral r WHERE r.invited = k.subject AND r.joined_at >= $1)
       AND NOT EXISTS (
         SELECT 1 FROM coupon c
         WHERE lower(c.subject) = lower(k.subject) AND c.subject = k.subject
           AND (c.issued_at >= $1 OR c.redeemed_at >= $1 OR c.status IN ('issued', 'held')))
     ORDER BY subject LIMIT $3`,
    [cutoff, erased, limit, after],
  );
  return rows.map(({ subject }) => subject);
}
