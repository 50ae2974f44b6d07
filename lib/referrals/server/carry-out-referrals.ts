import "server-only";
import type { Attributes } from "../../campaigns";
import { countOutcome, forgetTerms, type IssueQuestion, judgeIssue, recallTerms } from "../../coupons/server";
import { activateReferrals, callReward, type DueReferral, listDueReferrals } from "./reward-sql";

/** Of one call, which issues them in one transaction: a pause waits no longer than that. */
const A_CALL = 200;
/** A worker goes on with its other work after so many calls. */
const MOST_CALLS = 50;

type Due = { referral: DueReferral; question: IssueQuestion };

/** Judged by the inviter's attributes; what the invited user left behind is what limits and clusters look at. */
async function judge(referral: DueReferral): Promise<Due | null> {
  const terms = await recallTerms(referral.campaign);
  if (!terms || terms === "away") return null;
  const { inviter } = referral;
  const traces: Attributes = { ...referral.invited_attributes, inviter };
  const asked = { subject: inviter, attributes: referral.inviter_attributes, traces };
  return { referral, question: judgeIssue(terms, asked, null) };
}

async function reward(due: Due[]): Promise<number> {
  const answers = await callReward(due);
  let decided = 0;
  for (const { n, refusal } of answers) {
    const one = due[n - 1];
    if (refusal === "terms_changed" && one) {
      const terms = await recallTerms(one.referral.campaign);
      if (terms && terms !== "away") forgetTerms(terms);
    } else if (refusal !== "busy") {
      countOutcome("issue", refusal ?? "ok");
      decided += 1;
    }
  }
  return decided;
}

/**
 * Invited users whose first usage was counted make their referrals due, and due ones get their coupon or the reason why
 * not. Any number of workers may do so at once: each referral is rewarded once. Returns how many were decided or put off.
 */
export async function carryOutReferrals(): Promise<number> {
  while ((await activateReferrals(A_CALL)) === A_CALL);
  let done = 0;
  for (let call = 0; call < MOST_CALLS; call += 1) {
    const due = (await Promise.all((await listDueReferrals(A_CALL)).map(judge))).filter(
      (one) => one !== null,
    );
    const decided = due.length > 0 ? await reward(due) : 0;
    // nobody is due, or others are at all of them: the next tick looks again
    if (decided === 0) break;
    done += decided;
  }
  return done;
}
