import "server-only";
import { pool } from "../../platform/db";
import type { issueRefusals } from "../refusal";

/** What stands against every coupon of a campaign now, whoever asks; `at` is its start or end where that is the reason. */
export type IssueGate = {
  campaignId: string;
  refusal: (typeof issueRefusals)[number] | null;
  at: Date | null;
  /** Whether the limits leave one more coupon, and if not, whether it is the money that is gone. */
  room: boolean;
  spent: boolean;
};

/** null when there is no such campaign. No lock is taken: what it says may have changed when it is read. */
export async function readIssueGate(campaign: string): Promise<IssueGate | null> {
  const { rows } = await pool().query<{
    id: string;
    gate: IssueGate["refusal"];
    at: Date | null;
    room: boolean;
    by_count: boolean;
  }>(
    `SELECT c.id, g.gate, campaign_room(c) AS room,
       CASE g.gate WHEN 'campaign_not_started' THEN c.starts_at WHEN 'campaign_ended' THEN c.ends_at END AS at,
       coalesce(c.issued >= c.limit_coupons, false) OR c.code_source = 'pool' AND c.available <= 0 AS by_count
     FROM campaign c JOIN promotion_switch s ON s.id = 1,
       LATERAL (SELECT campaign_gate(c, s.issuance, clock_timestamp()) AS gate) g
     WHERE c.key = $1`,
    [campaign],
  );
  const [row] = rows;
  if (!row) return null;
  return {
    campaignId: row.id,
    refusal: row.gate,
    at: row.at,
    room: row.room,
    spent: !row.room && !row.by_count,
  };
}
