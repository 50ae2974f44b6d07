import type { Refusal } from "../kernel/result";
import { refuse } from "../kernel/result";

/** What stops the issuing of a campaign, whoever asks (campaign_gate). */
export const gateRefusals = [
  "promotions_paused",
  "campaign_not_active",
  "campaign_not_started",
  "campaign_ended",
  "campaign_paused",
  "campaign_closed",
] as const;

/** Why no coupon was issued, in the order in which reasons are looked for (contract, "Answers"). */
export const issueRefusals = [
  ...gateRefusals,
  "code_is_shared",
  "earned_by_inviting",
  "not_eligible",
  "subject_limit_reached",
  "budget_exhausted",
  "campaign_exhausted",
  "rate_limited",
] as const;

/** Why a shared code was not redeemed: it is issued and redeemed at once. */
export const sharedRefusals = [
  ...gateRefusals,
  "not_eligible",
  "subject_limit_reached",
  "campaign_exhausted",
] as const;

/** Why a coupon was not redeemed; the last one only where its cost was unknown when it was issued. */
export const redeemRefusals = [
  "redemption_paused",
  "coupon_revoked",
  "coupon_already_redeemed",
  "coupon_expired",
  "coupon_held",
  "subject_mismatch",
  "order_below_minimum",
  "coupon_not_stackable",
  "budget_exhausted",
] as const;

/** Why a coupon was not held: those of redeeming, and a code that is everybody's. */
export const holdRefusals = [
  "redemption_paused",
  "coupon_revoked",
  "coupon_already_redeemed",
  "coupon_expired",
  "coupon_held",
  "subject_mismatch",
  "coupon_not_stackable",
  "budget_exhausted",
  "code_is_shared",
] as const;

/** Why a coupon got no new code; the gate's only where it would be issued again. */
export const reissueRefusals = [
  ...gateRefusals,
  "coupon_revoked",
  "coupon_already_redeemed",
  "coupon_expired",
  "budget_exhausted",
  "code_is_shared",
] as const;

const issueWords: Record<(typeof issueRefusals)[number], (campaign: string, at: string) => string> = {
  promotions_paused: () =>
    "All promotions are paused. Coupons already issued stay as they are; ask again after the pause.",
  campaign_not_active: (campaign) => `${campaign} is a draft or archived. Launch it, then issue.`,
  campaign_not_started: (campaign, at) => `${campaign} has not started${at && `: it starts at ${at}`}.`,
  campaign_ended: (campaign, at) => `${campaign} has ended${at && ` at ${at}`}. It issues no more coupons.`,
  campaign_paused: (campaign) => `${campaign} is paused. Ask again when it is resumed.`,
  campaign_closed: (campaign) => `${campaign} issues at certain hours, and this is none of them.`,
  code_is_shared: (campaign) =>
    `${campaign} has one code for everybody. Show that code; it is redeemed, not issued.`,
  earned_by_inviting: (campaign) =>
    `Coupons of ${campaign} are earned by inviting. Make an invitation; Sluice issues when the invited user is active.`,
  not_eligible: (campaign) => `This subject is not eligible for ${campaign}.`,
  subject_limit_reached: (campaign, at) =>
    `This subject has had all the coupons of ${campaign} that one may have${at && ` until ${at}`}.`,
  budget_exhausted: (campaign) =>
    `The budget of ${campaign} is spent or promised. Raise limits.discount or limits.costToServe to go on.`,
  campaign_exhausted: (campaign) =>
    `All coupons of ${campaign} are issued. Raise limits.coupons or add codes to issue more.`,
  rate_limited: (campaign) => `${campaign} issues only so many coupons a minute. Ask again a little later.`,
};

/** The sentence of a refusal to issue; `at` is the start or end that it speaks of, or when to ask again. */
export function refuseIssue(
  code: (typeof issueRefusals)[number],
  campaign: string,
  at: Date | null,
  now: Date,
): { ok: false; error: Refusal<(typeof issueRefusals)[number]> } {
  const sentence = issueWords[code](`the campaign ${campaign}`, at?.toISOString() ?? "");
  const refused = refuse(code, sentence.charAt(0).toUpperCase() + sentence.slice(1));
  if (code !== "rate_limited") return refused;
  const seconds = at ? Math.ceil((at.getTime() - now.getTime()) / 1_000) : 1;
  return { ok: false, error: { ...refused.error, retryAfterSeconds: Math.min(61, Math.max(1, seconds)) } };
}

const redeemWords: Record<(typeof redeemRefusals)[number], string> = {
  redemption_paused: "Redemption is paused. The coupon keeps its worth; try again after the pause.",
  coupon_revoked: "This coupon was revoked and cannot be redeemed.",
  coupon_already_redeemed: "This coupon was redeemed before. A rollback of that redemption frees it.",
  coupon_expired: "This coupon has expired.",
  coupon_held: "Another checkout holds this coupon. Try again when it is done.",
  subject_mismatch: "This coupon was issued to another subject. Send the subject that it was issued to.",
  order_below_minimum: "This order is too small for the coupon.",
  coupon_not_stackable:
    "This order has a coupon already that does not go together with this one. Roll that one back to use this.",
  budget_exhausted:
    "The campaign's budget does not cover this discount any more. Raise limits.discount or limits.costToServe to go on.",
};

export function refuseRedemption(code: (typeof redeemRefusals)[number]): {
  ok: false;
  error: Refusal<(typeof redeemRefusals)[number]>;
} {
  return refuse(code, redeemWords[code]);
}

export function noSuchCoupon(typed: string) {
  return refuse("coupon_not_found", `There is no coupon ${typed.slice(0, 60)}. Check the code.`);
}

export function keyReused() {
  return refuse("idempotency_key_reused", "This Idempotency-Key was used with another body. Use a new one.", [
    { pointer: "#/headers/idempotency-key", detail: "use a new key for a new request" },
  ]);
}

/** Nothing was committed, several times over: what it needed was taken by others, such as each code that was tried. */
export function crowded(): { ok: false; error: Refusal<"unavailable"> } {
  const refused = refuse(
    "unavailable",
    "Nothing was done: others took what it needed, such as a code where codes are short. Send the same request again; if it lasts, give the campaign a longer codeLength.",
  );
  return { ok: false, error: { ...refused.error, retryAfterSeconds: 1 } };
}

/** Nobody knows whether it happened: safe to repeat with the key that it was sent with. */
export function unavailable(): { ok: false; error: Refusal<"unavailable"> } {
  const refused = refuse(
    "unavailable",
    "The database does not answer just now. Send the same request again; with the same Idempotency-Key it takes effect once.",
  );
  return { ok: false, error: { ...refused.error, retryAfterSeconds: 1 } };
}
