import { refuse } from "../kernel/result";

/** Why nobody may join by an invitation, beside those of its campaign. */
export const joinRefusals = [
  "campaign_not_active",
  "campaign_not_started",
  "campaign_ended",
  "self_invitation",
  "already_invited",
  "already_known",
  "not_eligible",
] as const;

const words = {
  not_a_referral: "This campaign has no invitations: its coupons are issued. Make one of kind referral.",
  self_invitation: "The inviter joined by their own invitation. Somebody else has to.",
  already_invited: "This user was invited before. A user can be brought in once.",
  already_known:
    "This user is not new: usage of theirs was counted, or they invited others. Join before the first request.",
  not_eligible: "This user is on a deny list.",
} as const;

export function refuseReferral(code: keyof typeof words) {
  return refuse(code, words[code]);
}

export function noSuchInvitation(typed: string) {
  return refuse("not_found", `There is no invitation ${typed.slice(0, 60)}. Check the code.`);
}

/** A reason in a few words, for people. */
export const reasonWords: Record<string, string> = {
  already_known: "were users before they joined",
  subject_limit_reached: "beyond what one inviter may earn",
  identifier_limit_reached: "with a device or the like that had its coupons",
  identifier_needed: "without the attribute that the limit counts by",
  budget_exhausted: "when the budget was spent",
  campaign_exhausted: "when no coupon was left",
  campaign_ended: "after the campaign's end",
  campaign_not_active: "after the campaign was archived",
  not_eligible: "whose inviter is not eligible",
  held_out: "whose inviter is held out",
};

/** What a reward that is due waits for, in a few words. */
export const waitWords: Record<string, string> = {
  promotions_paused: "until promotions are resumed",
  campaign_paused: "until the campaign is resumed",
  campaign_closed: "until the campaign's hours begin",
};
