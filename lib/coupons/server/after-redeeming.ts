import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import type { RefundInput, RollBackInput } from "../coupon-input";
import type { Redemption } from "../coupon-view";
import { callRefund, callRollBack } from "./redeem-sql";
import { untilFree } from "./until-free";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function noSuchRedemption(id: string) {
  return refuse("not_found", `There is no redemption ${id.slice(0, 60)}.`);
}

/**
 * Takes a redemption back, whatever the campaign's state. Takes effect once; asking again answers the same. The coupon
 * is issued again (expired when its time is over), or used up, as the campaign or `policy` says; its redemption count
 * and discount are free; `not_found`.
 */
export async function rollBackRedemption(
  actor: Actor,
  id: string,
  { policy }: RollBackInput = {},
): Promise<Result<Redemption>> {
  const may = authorize(actor, "use_coupons");
  if (!may.ok) return may;
  if (!uuid.test(id)) return noSuchRedemption(id);
  return untilFree(async (): Promise<Result<Redemption> | "busy"> => {
    const { outcome, answer } = await callRollBack(id, policy ?? null);
    if (outcome === "busy") return "busy";
    return outcome === "not_found" ? noSuchRedemption(id) : ok(answer as Redemption);
  });
}

function wrong(field: "amount" | "currency", detail: string) {
  return refuse("invalid_request", `${field}: ${detail}.`, [{ pointer: `#/${field}`, detail }]);
}

/**
 * Gives back a part of the order (minor units): the redemption's discount falls in the same proportion, and the budget
 * has the difference again. `invalid_transition` after a rollback; `invalid_request` for more than is left.
 */
export async function refundRedemption(
  actor: Actor,
  id: string,
  { amount, currency }: RefundInput,
): Promise<Result<Redemption>> {
  const may = authorize(actor, "use_coupons");
  if (!may.ok) return may;
  if (!uuid.test(id)) return noSuchRedemption(id);
  return untilFree(async (): Promise<Result<Redemption> | "busy"> => {
    const { outcome, left_amount: left, answer } = await callRefund(id, amount, currency ?? null);
    switch (outcome) {
      case "not_found":
        return noSuchRedemption(id);
      case "rolled_back":
        return refuse(
          "invalid_transition",
          "This redemption was rolled back; there is nothing left to refund.",
        );
      case "amount_unknown":
        return wrong(
          "amount",
          "cannot be refunded in part: the redemption told no amount; roll it back instead",
        );
      case "wrong_currency":
        return wrong("currency", "must be the currency of the redemption");
      case "too_much":
        return wrong("amount", `may be at most ${left}: so much of the order is left`);
      default:
        return ok(answer as Redemption);
    }
  });
}
