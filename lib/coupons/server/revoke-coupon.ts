import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import { toPlainCode } from "../coupon-code";
import type { Coupon } from "../coupon-view";
import { noSuchCoupon, refuseRedemption } from "../refusal";
import { findCoupon } from "./coupon-queries";
import { type Revocation, saveRevocation } from "./coupon-store";
import { codeIsShared } from "./hold-coupon";
import { untilFree } from "./until-free";

const patience = { maxWait: 5_000, timeout: 10_000 };

function revokeOnce(actor: Actor, plainCode: string, reason: string | null): Promise<Revocation> {
  return db().$transaction(async (tx) => {
    const revocation = await saveRevocation(tx, plainCode);
    const { outcome, code, campaign, before } = revocation;
    if (outcome === "revoked") {
      await recordAudit(tx, actor, {
        action: "coupon.revoked",
        target: { kind: "coupon", id: code },
        before: { status: before, campaign },
        after: { status: "revoked", campaign },
        reason,
      });
    }
    return revocation;
  }, patience);
}

/**
 * Takes one coupon out of use and frees the discount that it held. Twice is no error; `coupon_already_redeemed`,
 * `coupon_expired` (there is nothing left to revoke), `coupon_not_found`.
 */
export async function revokeCoupon(
  actor: Actor,
  typed: string,
  { reason }: { reason?: string } = {},
): Promise<Result<Coupon>> {
  const may = authorize(actor, "write_campaigns");
  if (!may.ok) return may;
  const plainCode = toPlainCode(typed);
  if (!plainCode) return noSuchCoupon(typed);
  return untilFree(async (): Promise<Result<Coupon> | "busy"> => {
    const { outcome } = await revokeOnce(actor, plainCode, reason || null);
    if (outcome === "busy") return "busy";
    if (outcome === "code_is_shared") return codeIsShared();
    if (outcome === "coupon_already_redeemed" || outcome === "coupon_expired" || outcome === "coupon_revoked")
      return refuseRedemption(outcome);
    const coupon = outcome === "coupon_not_found" ? null : await findCoupon(plainCode);
    return coupon ? ok(coupon) : noSuchCoupon(typed);
  });
}
