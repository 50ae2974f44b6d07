import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { toPlainCode } from "../coupon-code";
import type { RedeemInput, ValidateInput } from "../coupon-input";
import type { Redemption, Validation } from "../coupon-view";
import { keyReused, noSuchCoupon, redeemRefusals, refuseRedemption } from "../refusal";
import type { IdempotencyClaim } from "./lane";
import { redeemLane } from "./lanes";
import { countOutcome } from "./outcomes";
import { callRollBack, readValidation } from "./redeem-sql";
import { untilFree } from "./until-free";

export type Redeemed = { redemption: Redemption; replayed: boolean };

function isRedeemRefusal(code: string): code is (typeof redeemRefusals)[number] {
  return (redeemRefusals as readonly string[]).includes(code);
}

function wrongCurrency() {
  const detail = "must be the currency of the campaign's discount";
  return refuse("invalid_request", `currency: ${detail}.`, [{ pointer: "#/currency", detail }]);
}

function amountNeeded() {
  const detail =
    "is needed: the campaign has a discount budget and only the amount tells what this coupon costs";
  return refuse("invalid_request", `amount: ${detail}.`, [{ pointer: "#/amount", detail }]);
}

/**
 * What redeeming would answer now, without redeeming; the subject is compared only when given. `coupon_not_found`, and
 * `invalid_request` for a currency that is not the campaign's.
 */
export async function validateCoupon(
  actor: Actor,
  typed: string,
  input: ValidateInput,
): Promise<Result<Validation>> {
  const may = authorize(actor, "use_coupons");
  if (!may.ok) return may;
  const plainCode = toPlainCode(typed);
  const row = plainCode && (await readValidation(plainCode, input));
  if (!row) return noSuchCoupon(typed);
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
 * unless redemption itself is paused. With a claim the answer is kept in the redemption's own transaction.
 */
export async function redeemCoupon(
  actor: Actor,
  typed: string,
  { subject, orderId, amount, currency }: RedeemInput,
  claim: IdempotencyClaim | null = null,
  lane = redeemLane(),
): Promise<Result<Redeemed>> {
  const may = authorize(actor, "use_coupons");
  if (!may.ok) return may;
  const plainCode = toPlainCode(typed);
  if (!plainCode) return noSuchCoupon(typed);
  const told = await lane.ask({
    plainCode,
    subject,
    orderId: orderId ?? null,
    amount: amount ?? null,
    currency: currency ?? null,
    claim,
  });
  if (!told.ok) return told;
  const { refusal, replayed, answer } = told.value;
  countOutcome("redeem", refusal ?? (replayed ? "replayed" : "ok"));
  if (refusal === null) return ok({ redemption: answer as Redemption, replayed });
  if (refusal === "coupon_not_found") return noSuchCoupon(typed);
  if (refusal === "idempotency_key_reused") return keyReused();
  if (refusal === "wrong_currency") return wrongCurrency();
  if (refusal === "amount_needed") return amountNeeded();
  if (isRedeemRefusal(refusal)) return refuseRedemption(refusal);
  throw new Error(`redeem_coupons refused with ${refusal}, which nobody knows`);
}

/**
 * Takes a redemption back, whatever the campaign's state. Takes effect once; asking again answers the same. The coupon
 * is issued again (expired when its time is over), its redemption count and discount are free; `not_found`.
 */
export async function rollBackRedemption(actor: Actor, id: string): Promise<Result<Redemption>> {
  const may = authorize(actor, "use_coupons");
  if (!may.ok) return may;
  const unknown = refuse("not_found", `There is no redemption ${id.slice(0, 60)}.`);
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return unknown;
  return untilFree(async (): Promise<Result<Redemption> | "busy"> => {
    const { outcome, answer } = await callRollBack(id);
    if (outcome === "busy") return "busy";
    return outcome === "not_found" ? unknown : ok(answer as Redemption);
  });
}
