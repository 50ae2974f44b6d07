/** The closed table of refusal codes: HTTP status and title (RFC 9457). One place for page, action and API. */
export const problems = {
  invalid_json: [400, "The body is not JSON"],
  unauthenticated: [401, "Sign in or send a valid API key"],
  forbidden: [403, "Not allowed"],
  not_found: [404, "Not found"],
  coupon_not_found: [404, "No such coupon"],
  method_not_allowed: [405, "Method not allowed"],
  key_taken: [409, "This key is taken"],
  code_taken: [409, "This code is taken"],
  edit_conflict: [409, "Someone else changed this meanwhile"],
  invalid_transition: [409, "Not possible in this state"],
  paused_by_person: [409, "Paused by a person"],
  promotions_paused: [409, "All promotions are paused"],
  campaign_not_active: [409, "The campaign is not active"],
  campaign_not_started: [409, "The campaign has not started"],
  campaign_ended: [409, "The campaign has ended"],
  campaign_paused: [409, "The campaign is paused"],
  campaign_closed: [409, "The campaign is between its hours"],
  code_is_shared: [409, "One code is for everybody"],
  earned_by_inviting: [409, "Coupons are earned by inviting"],
  not_a_referral: [409, "The campaign has no invitations"],
  self_invitation: [409, "Nobody invites themselves"],
  already_known: [409, "This user is not new"],
  already_invited: [409, "This user was invited before"],
  not_eligible: [409, "Not eligible"],
  subject_limit_reached: [409, "This subject has had its coupons"],
  budget_exhausted: [409, "The budget is used up"],
  campaign_exhausted: [409, "All coupons are issued"],
  redemption_paused: [409, "Redemption is paused"],
  coupon_revoked: [409, "The coupon was revoked"],
  coupon_already_redeemed: [409, "The coupon was redeemed before"],
  coupon_expired: [409, "The coupon has expired"],
  coupon_held: [409, "The coupon is held by another checkout"],
  subject_mismatch: [409, "The coupon belongs to another subject"],
  order_below_minimum: [409, "The order is too small"],
  coupon_not_stackable: [409, "The order has a coupon of this group"],
  price_overlap: [409, "A price of the same scope and start exists"],
  idempotency_in_flight: [409, "The first request with this key is still running"],
  idempotency_key_reused: [422, "This Idempotency-Key was used with another body"],
  too_large: [413, "Too large"],
  unsupported_media_type: [415, "Unsupported media type"],
  invalid_request: [422, "Some fields are wrong"],
  rate_limited: [429, "Too many requests"],
  unavailable: [503, "Not available just now"],
  internal_error: [500, "Something went wrong on our side"],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemCode = keyof typeof problems;

/** The wire form, `application/problem+json`. What cannot be parsed is `invalid_request` with 400. */
export function toProblem(
  refusal: { code: ProblemCode; detail: string; errors?: { pointer: string; detail: string }[] },
  instance: string,
): { status: number; body: Record<string, unknown> } {
  const [status, title] = problems[refusal.code];
  const code = refusal.code === "invalid_json" ? "invalid_request" : refusal.code;
  const body: Record<string, unknown> = {
    type: `urn:sluice:problem:${code}`,
    title,
    status,
    detail: refusal.detail,
    instance,
    code,
  };
  if (refusal.errors?.length) body.errors = refusal.errors;
  return { status, body };
}
