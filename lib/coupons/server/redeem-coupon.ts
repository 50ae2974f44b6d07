import "server-only";
import { type Actor, authorize } from "../../auth";
import { isEligible } from "../../campaigns";
import { formatMinor } from "../../kernel/money";
import { ok, type Result, refuse } from "../../kernel/result";
import { toPlainCode } from "../coupon-code";
import type { RedeemInput, ValidateInput } from "../coupon-input";
import type { Redemption, Validation } from "../coupon-view";
import {
  keyReused,
  noSuchCoupon,
  redeemRefusals,
  refuseIssue,
  refuseRedemption,
  sharedRefusals,
  unavailable,
} from "../refusal";
import type { IdempotencyClaim, Told } from "./lane";
import { redeemLane } from "./lanes";
import { countOutcome } from "./outcomes";
import { readValidation } from "./redeem-sql";
import { forgetTerms, recallTerms } from "./terms-memory";

export type Redeemed = { redemption: Redemption; replayed: boolean };

const MOST_EDITS = 20;

function isOneOf<C extends string>(codes: readonly C[], code: string): code is C {
  return (codes as readonly string[]).includes(code);
}

function wrongCurrency() {
  const detail = "must be the currency of the campaign's discount";
  return refuse("invalid_request", `currency: ${detail}.`, [{ pointer: "#/currency", detail }]);
}

function amountNeeded() {
  const detail = "is needed: only the order's amount tells what this coupon costs and whether it may be used";
  return refuse("invalid_request", `amount: ${detail}.`, [{ pointer: "#/amount", detail }]);
}

function belowMinimum(answer: unknown) {
  const { minOrder, currency } = (answer ?? {}) as { minOrder?: number; currency?: string };
  if (minOrder === undefined || currency === undefined) return refuseRedemption("order_below_minimum");
  return refuse(
    "order_below_minimum",
    `This coupon is for orders of ${formatMinor(minOrder, currency)} or more.`,
  );
}

/** The refusal that a code of redemption_refusal stands for. */
export function refuseRedeemed(refusal: string, typed: string, campaign: string, told?: Told) {
  if (refusal === "coupon_not_found") return noSuchCoupon(typed);
  if (refusal === "wrong_currency") return wrongCurrency();
  if (refusal === "amount_needed") return amountNeeded();
  if (refusal === "order_below_minimum") return belowMinimum(told?.answer);
  if (isOneOf(redeemRefusals, refusal)) return refuseRedemption(refusal);
  if (isOneOf(sharedRefusals, refusal)) return refuseIssue(refusal, campaign, told?.at ?? null, new Date());
  throw new Error(`a redemption was refused with ${refusal}, which nobody knows`);
}

/**
 * What redeeming would answer now, without redeeming; the subject is compared only when given. `coupon_not_found`, and
 * `invalid_request` for a currency that is not the campaign's.
 */
export async function validateCoupon(
  actor: Actor,
  typed: string,
  { attributes = {}, ...input }: ValidateInput,
): Promise<Result<Validation>> {
  const may = authorize(actor, "use_coupons");
  if (!may.ok) return may;
  const plainCode = toPlainCode(typed);
  let row = plainCode && (await readValidation(plainCode, { ...input, eligible: true }));
  if (!plainCode || !row) return noSuchCoupon(typed);
  if (row.kind === "shared_code" && row.has_rules) {
    const terms = await recallTerms(row.campaign);
    if (terms === "away") return unavailable();
    if (terms && !isEligible(terms.eligibility, attributes)) {
      row = (await readValidation(plainCode, { ...input, eligible: false })) ?? row;
    }
  }
  if (row.refusal === "wrong_currency") return wrongCurrency();
  // without an amount nobody asked what it comes to
  const refusal = row.refusal === "amount_needed" ? null : row.refusal;
  return ok({
    valid: refusal === null,
    ...(refusal === null ? {} : { refusal }),
    discount: row.discount as Validation["discount"],
    ...(row.discount_amount === null ? {} : { discountAmount: Number(row.discount_amount) }),
    expiresAt: row.expires_at?.toISOString() ?? null,
  });
}

/**
 * Redeems a coupon once, or says truly why not, whatever became of its campaign: a coupon issued stays redeemable
 * unless redemption itself is paused. A shared code is issued and redeemed at once, so whatever stops issuing stops it.
 * With a claim the answer is kept in the redemption's own transaction.
 */
export async function redeemCoupon(
  actor: Actor,
  typed: string,
  { subject, orderId, amount, currency, attributes = {} }: RedeemInput,
  claim: IdempotencyClaim | null = null,
  lane = redeemLane(),
): Promise<Result<Redeemed>> {
  const may = authorize(actor, "use_coupons");
  if (!may.ok) return may;
  const plainCode = toPlainCode(typed);
  if (!plainCode) return noSuchCoupon(typed);
  let judged: { termsVersion: number | null; eligible: boolean } = { termsVersion: null, eligible: true };
  let campaign = "";
  for (let edits = 0; edits < MOST_EDITS; edits += 1) {
    const told = await lane.ask({
      plainCode,
      subject,
      orderId: orderId ?? null,
      amount: amount ?? null,
      currency: currency ?? null,
      ...judged,
      claim,
    });
    if (!told.ok) return told;
    const { refusal, replayed, answer } = told.value;
    if (refusal !== "terms_changed") {
      countOutcome("redeem", refusal ?? (replayed ? "replayed" : "ok"));
      if (refusal === null) return ok({ redemption: answer as Redemption, replayed });
      if (refusal === "idempotency_key_reused") return keyReused();
      return refuseRedeemed(refusal, typed, campaign || "of this code", told.value);
    }
    ({ campaign } = answer as { campaign: string });
    let terms = await recallTerms(campaign);
    if (terms !== "away" && terms && terms.version === judged.termsVersion) {
      forgetTerms(terms);
      terms = await recallTerms(campaign);
    }
    if (terms === "away" || !terms) return unavailable();
    judged = { termsVersion: terms.version, eligible: isEligible(terms.eligibility, attributes) };
  }
  return unavailable();
}
