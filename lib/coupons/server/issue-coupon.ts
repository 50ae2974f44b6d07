import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import type { IssueInput } from "../coupon-input";
import type { IssuedCoupon } from "../coupon-view";
import { issueRefusals, keyReused, refuseIssue } from "../refusal";
import type { IdempotencyClaim } from "./lane";
import { issueLane } from "./lanes";
import { countOutcome } from "./outcomes";
import { countRefused } from "./refused-meanwhile";

export type Issued = { coupon: IssuedCoupon; replayed: boolean };

function isIssueRefusal(code: string): code is (typeof issueRefusals)[number] {
  return (issueRefusals as readonly string[]).includes(code);
}

/**
 * Issues one coupon, or says truly why not. With a claim the answer is kept in the coupon's own transaction, so that a
 * request repeated after a crash gets the same coupon. `attributes` are checked at the door; the rules that will read
 * them stand in issue_coupons, before the limits. `unavailable` within two seconds while the database is away.
 */
export async function issueCoupon(
  actor: Actor,
  campaign: string,
  { subject }: IssueInput,
  claim: IdempotencyClaim | null = null,
  lane = issueLane(),
): Promise<Result<Issued>> {
  const may = authorize(actor, "use_coupons");
  if (!may.ok) return may;
  const unknown = refuse("not_found", `There is no campaign ${campaign.slice(0, 60)}.`);
  if (!/^[a-z0-9-]{3,60}$/.test(campaign)) return unknown;
  const told = await lane.ask({ campaign, subject, claim });
  if (!told.ok) return told;
  const { refusal, at, replayed, answer } = told.value;
  countOutcome("issue", refusal ?? (replayed ? "replayed" : "ok"));
  if (refusal === "promotions_paused") countRefused(null);
  if (refusal === "campaign_paused") countRefused(campaign);
  if (refusal === null) return ok({ coupon: answer as IssuedCoupon, replayed });
  if (refusal === "not_found") return unknown;
  if (refusal === "idempotency_key_reused") return keyReused();
  if (isIssueRefusal(refusal)) return refuseIssue(refusal, campaign, at);
  throw new Error(`issue_coupons refused with ${refusal}, which nobody knows`);
}
