import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { toPlainCode } from "../coupon-code";
import type { HoldInput, ReleaseInput } from "../coupon-input";
import type { Coupon, HeldCoupon } from "../coupon-view";
import { noSuchCoupon } from "../refusal";
import { findCoupon } from "./coupon-queries";
import { refuseRedeemed } from "./redeem-coupon";
import { callHold, callRelease } from "./redeem-sql";
import { untilFree } from "./until-free";

const USUAL_MINUTES = 15;

export function codeIsShared() {
  return refuse("code_is_shared", "This code is for everybody and cannot be kept for one.");
}

/**
 * Keeps a coupon for one checkout, its subject's with the order told if any: nobody else redeems it meanwhile, that
 * checkout does at any time, and asking again gives it more time. Afterwards the coupon is free at once. The refusals
 * are those of redeeming.
 */
export async function holdCoupon(
  actor: Actor,
  typed: string,
  { subject, orderId, minutes = USUAL_MINUTES }: HoldInput,
): Promise<Result<HeldCoupon>> {
  const may = authorize(actor, "use_coupons");
  if (!may.ok) return may;
  const plainCode = toPlainCode(typed);
  if (!plainCode) return noSuchCoupon(typed);
  return untilFree(async (): Promise<Result<HeldCoupon> | "busy"> => {
    const { outcome, answer } = await callHold(plainCode, subject, orderId ?? null, minutes);
    if (outcome === "busy") return "busy";
    if (outcome === "held") return ok(answer as HeldCoupon);
    if (outcome === "code_is_shared") return codeIsShared();
    return refuseRedeemed(outcome, typed, "");
  });
}

/** Ends a hold before its time; without one nothing happens. `coupon_held` when another checkout holds it. */
export async function releaseCoupon(
  actor: Actor,
  typed: string,
  { subject, orderId }: ReleaseInput,
): Promise<Result<Coupon>> {
  const may = authorize(actor, "use_coupons");
  if (!may.ok) return may;
  const plainCode = toPlainCode(typed);
  if (!plainCode) return noSuchCoupon(typed);
  return untilFree(async (): Promise<Result<Coupon> | "busy"> => {
    const { outcome } = await callRelease(plainCode, subject, orderId ?? null);
    if (outcome === "busy") return "busy";
    if (outcome !== "released") return refuseRedeemed(outcome, typed, "");
    const coupon = await findCoupon(plainCode);
    return coupon ? ok(coupon) : noSuchCoupon(typed);
  });
}
