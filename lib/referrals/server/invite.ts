import "server-only";
import { type Actor, authorize } from "../../auth";
import { isEligible, isHeldOut } from "../../campaigns";
import { refuseIssue, unavailable } from "../../coupons";
import { judgeIssue, noteHeldOut, readIssueGate, recallTerms } from "../../coupons/server";
import { ok, type Result, refuse } from "../../kernel/result";
import type { InvitationInput } from "../referral-input";
import type { Invitation } from "../referral-view";
import { refuseReferral } from "../refusal";
import { isListedOut } from "./listed-out-queries";
import { findInvitation } from "./referral-queries";
import { saveInvitation } from "./referral-store";

/**
 * The code with which a subject invites others: one for each campaign, the same whenever it is asked for. It is refused
 * for what would keep the subject from earning anything now: the campaign's gate, its rules, lists and holdout, a limit
 * with nothing left. `made` tells whether it is new.
 */
export async function invite(
  actor: Actor,
  campaign: string,
  { subject, attributes }: InvitationInput,
): Promise<Result<{ invitation: Invitation; made: boolean }>> {
  const may = authorize(actor, "use_coupons");
  if (!may.ok) return may;
  const unknown = refuse("not_found", `There is no campaign ${campaign.slice(0, 60)}.`);
  if (!/^[a-z0-9-]{3,60}$/.test(campaign)) return unknown;
  const terms = await recallTerms(campaign);
  if (terms === "away") return unavailable();
  const gate = terms && (await readIssueGate(campaign));
  if (!gate) return unknown;
  if (terms.kind !== "referral") return refuseReferral("not_a_referral");
  const standing = await findInvitation({ campaignId: gate.campaignId, inviter: subject });
  if (standing) return ok({ invitation: standing, made: false });
  const now = new Date();
  if (gate.refusal) return refuseIssue(gate.refusal, campaign, gate.at, now);
  const { device, address, inviter } = judgeIssue(
    terms,
    { subject, ...(attributes && { attributes }) },
    null,
  );
  const isOut =
    !isEligible(terms.eligibility, attributes ?? {}) ||
    (await isListedOut(gate.campaignId, { subject, device, address, inviter: inviter ?? subject }, "lists"));
  if (isOut) return refuseIssue("not_eligible", campaign, null, now);
  if (isHeldOut(terms.key, subject, terms.holdoutPercent)) {
    // told no more than anybody else
    await noteHeldOut(gate.campaignId, subject);
    return refuseIssue("not_eligible", campaign, null, now);
  }
  if (!gate.room) {
    return refuseIssue(gate.spent ? "budget_exhausted" : "campaign_exhausted", campaign, null, now);
  }
  const made = await saveInvitation(gate.campaignId, subject, attributes ?? {});
  const invitation = await findInvitation({ campaignId: gate.campaignId, inviter: subject });
  if (!invitation) throw new Error("an invitation was gone right after it was made");
  return ok({ invitation, made });
}
