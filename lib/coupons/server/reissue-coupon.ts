import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import { toPlainCode } from "../coupon-code";
import type { Coupon } from "../coupon-view";
import { gateRefusals, noSuchCoupon, refuseIssue, refuseRedemption } from "../refusal";
import { findCoupon } from "./coupon-queries";
import { findPattern, type Reissue, saveReissue } from "./coupon-store";
import { codeIsShared } from "./hold-coupon";
import { newCode } from "./new-id";
import { untilFree } from "./until-free";

const patience = { maxWait: 5_000, timeout: 10_000 };

type Attempt = Pick<Reissue, "outcome" | "campaign"> & { code: string };

const isGate = (outcome: Reissue["outcome"]): outcome is (typeof gateRefusals)[number] =>
  gateRefusals.some((gate) => gate === outcome);

function reissueOnce(actor: Actor, plainCode: string, reason: string | null): Promise<Attempt> {
  return db().$transaction(async (tx): Promise<Attempt> => {
    const pattern = await findPattern(tx, plainCode);
    const code = newCode(pattern ?? { prefix: "" });
    const reissue = await saveReissue(tx, plainCode, code);
    if (reissue.outcome === "reissued") {
      await recordAudit(tx, actor, {
        action: "coupon.reissued",
        target: { kind: "coupon", id: code },
        before: { code: reissue.code, status: reissue.before, campaign: reissue.campaign },
        after: { code, status: "issued", campaign: reissue.campaign },
        reason,
      });
    }
    return { outcome: reissue.outcome, campaign: reissue.campaign, code };
  }, patience);
}

/**
 * Gives a coupon a new code, as when the old one was lost or leaked: the old one answers `coupon_revoked` from now on,
 * the coupon and all that is counted stay. A revoked or expired one is issued again, so whatever stops issuing stops it:
 * a pause, a campaign that is over. Refused also: `coupon_already_redeemed`, `coupon_expired` (no time is left for it),
 * `budget_exhausted`.
 */
export async function reissueCoupon(
  actor: Actor,
  typed: string,
  { reason }: { reason?: string } = {},
): Promise<Result<Coupon>> {
  const may = authorize(actor, "write_campaigns");
  if (!may.ok) return may;
  const plainCode = toPlainCode(typed);
  if (!plainCode) return noSuchCoupon(typed);
  return untilFree(async (): Promise<Result<Coupon> | "busy"> => {
    const { outcome, campaign, code } = await reissueOnce(actor, plainCode, reason || null);
    if (outcome === "busy") return "busy";
    if (outcome === "coupon_not_found") return noSuchCoupon(typed);
    if (outcome === "code_is_shared") return codeIsShared();
    if (isGate(outcome)) return refuseIssue(outcome, campaign, null, new Date());
    if (outcome !== "reissued") return refuseRedemption(outcome);
    const coupon = await findCoupon(toPlainCode(code) ?? "");
    return coupon ? ok(coupon) : noSuchCoupon(typed);
  });
}
