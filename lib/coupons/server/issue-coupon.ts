import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import type { IssueInput } from "../coupon-input";
import type { IssuedCoupon } from "../coupon-view";
import { issueRefusals, keyReused, refuseIssue, unavailable } from "../refusal";
import { readIssueGate } from "./issue-gate-queries";
import { judgeIssue } from "./judge-issue";
import type { IdempotencyClaim } from "./lane";
import { issueLane } from "./lanes";
import { countOutcome } from "./outcomes";
import { countRefused } from "./refused-meanwhile";
import { forgetTerms, recallTerms } from "./terms-memory";

export type Issued = { coupon: IssuedCoupon; replayed: boolean };

/** Edits of a campaign that one caller may run into. */
const MOST_EDITS = 20;

function isIssueRefusal(code: string): code is (typeof issueRefusals)[number] {
  return (issueRefusals as readonly string[]).includes(code);
}

/** Says that the attribute which limits.perIdentifier names was not told. */
export function identifierNeeded(attribute: string) {
  const detail = `is needed: the campaign limits the coupons of each ${attribute}`;
  return refuse("invalid_request", `attributes.${attribute}: ${detail}.`, [
    { pointer: `#/attributes/${attribute.replaceAll("~", "~0").replaceAll("/", "~1")}`, detail },
  ]);
}

/**
 * Issues one coupon, or says truly why not. With a claim the answer is kept in the coupon's own transaction, so that a
 * request repeated after a crash gets the same coupon. The campaign's rules are judged here, by the terms that this
 * process knows, and the database issues only while those are the terms that stand. `unavailable` within two seconds
 * while the database is away.
 */
export async function issueCoupon(
  actor: Actor,
  campaign: string,
  input: IssueInput,
  claim: IdempotencyClaim | null = null,
  lane = issueLane(),
): Promise<Result<Issued>> {
  const may = authorize(actor, "use_coupons");
  if (!may.ok) return may;
  const unknown = refuse("not_found", `There is no campaign ${campaign.slice(0, 60)}.`);
  if (!/^[a-z0-9-]{3,60}$/.test(campaign)) return unknown;
  for (let edits = 0; edits < MOST_EDITS; edits += 1) {
    const terms = await recallTerms(campaign);
    if (terms === "away") return unavailable();
    if (!terms) return unknown;
    if (terms.kind === "referral") return earnedByInviting(campaign);
    const told = await lane.ask(judgeIssue(terms, input, claim));
    if (!told.ok) return told;
    const { refusal, at, replayed, answer } = told.value;
    if (refusal === "terms_changed") {
      forgetTerms(terms);
      continue;
    }
    countOutcome("issue", refusal ?? (replayed ? "replayed" : "ok"));
    if (refusal === "promotions_paused") countRefused(null);
    if (refusal === "campaign_paused") countRefused(campaign);
    if (refusal === null) return ok({ coupon: answer as IssuedCoupon, replayed });
    if (refusal === "not_found") return unknown;
    if (refusal === "idempotency_key_reused") return keyReused();
    // who is held out is told no more than anybody else
    if (refusal === "held_out") return refuseIssue("not_eligible", campaign, null, new Date());
    if (refusal === "identifier_needed") return identifierNeeded(terms.identifier ?? "");
    if (refusal === "identifier_limit_reached") return identifierLimit(campaign, terms.identifier ?? "");
    if (isIssueRefusal(refusal)) return refuseIssue(refusal, campaign, at, new Date());
    throw new Error(`issue_coupons refused with ${refusal}, which nobody knows`);
  }
  return unavailable();
}

function identifierLimit(campaign: string, attribute: string) {
  return refuse(
    "subject_limit_reached",
    `All coupons of the campaign ${campaign} that one ${attribute} may have are issued to this one.`,
  );
}

/** Who asks for a coupon of a referral campaign is told what stands against any, and else how it is had. */
async function earnedByInviting(campaign: string): Promise<Result<Issued>> {
  const gate = await readIssueGate(campaign);
  if (gate?.refusal) return refuseIssue(gate.refusal, campaign, gate.at, new Date());
  return refuseIssue("earned_by_inviting", campaign, null, new Date());
}
