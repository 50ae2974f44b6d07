import "server-only";
import type { Tx } from "../../platform/db";

export type Revocation = {
  outcome:
    | "revoked"
    | "unchanged"
    | "busy"
    | "coupon_not_found"
    | "coupon_already_redeemed"
    | "coupon_expired";
  code: string;
  campaign: string;
  before: string;
};

/** revoke_coupon in the caller's transaction: the counters move and the held discount is free with the coupon. */
export async function saveRevocation(tx: Tx, plainCode: string): Promise<Revocation> {
  const rows = await tx.$queryRaw<Revocation[]>`
    SELECT outcome, shown_code AS code, campaign_key AS campaign, status_before AS before
    FROM revoke_coupon(${plainCode})`;
  const [row] = rows;
  if (!row) throw new Error("revoke_coupon gave no answer");
  return row;
}
