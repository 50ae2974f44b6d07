import "server-only";
import { type Actor, authorize } from "../../auth";
import { refuseIssue, toPlainCode, unavailable } from "../../coupons";
import { identifierNeeded, readIssueGate, recallTerms, textOf } from "../../coupons/server";
import { ok, type Result } from "../../kernel/result";
import type { JoinInput } from "../referral-input";
import type { Join } from "../referral-view";
import { noSuchInvitation, refuseReferral } from "../refusal";
import { isListedOut } from "./listed-out-queries";
import { findJoin, findOffer } from "./referral-queries";
import { saveReferral } from "./referral-store";

/** What keeps an invited user out. A pause does not: it stops issuing, and the reward waits for its end. */
const closing = new Set(["campaign_not_active", "campaign_not_started", "campaign_ended"]);

/**
 * An invited user joins by an invitation's code, once and for good; asking again answers the same. The inviter earns a
 * coupon when the first usage of this user is counted. Refused: oneself, who was invited before, who is no new user, who
 * is on a deny list, and what the campaign's end refuses. `made` tells whether it is new.
 */
export async function joinInvitation(
  actor: Actor,
  typed: string,
  { subject, attributes = {} }: JoinInput,
): Promise<Result<{ join: Join; made: boolean }>> {
  const may = authorize(actor, "use_coupons");
  if (!may.ok) return may;
  const code = toPlainCode(typed);
  const offer = code && (await findOffer(code));
  if (!offer) return noSuchInvitation(typed);
  const standing = await findJoin(subject);
  if (standing) return answerStanding(standing, offer.id);
  const { campaign, campaignId, inviter } = offer;
  const [terms, gate] = [await recallTerms(campaign), await readIssueGate(campaign)];
  if (terms === "away" || !terms || !gate) return unavailable();
  if (gate.refusal && closing.has(gate.refusal)) {
    return refuseIssue(gate.refusal, campaign, gate.at, new Date());
  }
  if (subject === inviter) return refuseReferral("self_invitation");
  const traces = { ...attributes, inviter };
  if (terms.identifier !== undefined && textOf(traces, terms.identifier) === null) {
    return identifierNeeded(terms.identifier);
  }
  const [device, address] = [textOf(attributes, "device"), textOf(attributes, "address")];
  if (await isListedOut(campaignId, { subject, device, address, inviter }, "denied")) {
    return refuseReferral("not_eligible");
  }
  const made = await saveReferral(offer, subject, attributes);
  const join = await findJoin(subject);
  // another call of the same may have been faster
  if (join) return made === null ? answerStanding(join, offer.id) : ok({ join: join.join, made: true });
  return refuseReferral("already_known");
}

function answerStanding(
  { join, invitationId }: { join: Join; invitationId: string },
  asked: string,
): Result<{ join: Join; made: boolean }> {
  return invitationId === asked ? ok({ join, made: false }) : refuseReferral("already_invited");
}
