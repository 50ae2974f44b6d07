import "server-only";
import type { Attributes } from "../../campaigns";
import { type IssueQuestion, issueArrays, issueCasts } from "../../coupons/server";
import { pool } from "../../platform/db";

export type DueReferral = {
  id: string;
  campaign: string;
  inviter: string;
  inviter_attributes: Attributes;
  invited: string;
  invited_attributes: Attributes;
};

/** Takes at most `most` of those whose first usage was counted; returns how many. */
export async function activateReferrals(most: number): Promise<number> {
  const { rows } = await pool().query<{ found: number }>("SELECT activate_referrals($1) AS found", [most]);
  return rows[0]?.found ?? 0;
}

/** Rewards that are due and that nothing holds up, the longest due first. */
export async function listDueReferrals(most: number): Promise<DueReferral[]> {
  const { rows } = await pool().query<DueReferral>("SELECT * FROM due_referrals($1)", [most]);
  return rows;
}

/**
 * One call of reward_referrals (prisma/migrations/…_referrals): issue_coupons and what became of each referral, in one
 * transaction. The answers, numbered from 1; none for a referral that another worker is at.
 */
export async function callReward(
  due: { referral: DueReferral; question: IssueQuestion }[],
): Promise<{ n: number; refusal: string | null }[]> {
  const { rows } = await pool().query<{ n: number; refusal: string | null }>(
    `SELECT * FROM reward_referrals($1::uuid[], $2::text[], ${issueCasts(3)})`,
    [
      due.map(({ referral }) => referral.id),
      due.map(({ referral }) => referral.invited),
      ...issueArrays(due.map(({ question }) => question)),
    ],
  );
  return rows;
}
