import "server-only";
import { type Attributes, isEligible, isHeldOut } from "../../campaigns";
import type { CampaignTerms } from "../../campaigns/server";
import type { IssueQuestion } from "./issue-sql";
import type { IdempotencyClaim } from "./lane";

/** What was told under a name, as text; null when nothing was. */
export function textOf(attributes: Attributes, name: string | undefined): string | null {
  if (name === undefined || !Object.hasOwn(attributes, name)) return null;
  const told = String(attributes[name]);
  return told === "" ? null : told;
}

/**
 * The question to the database as these terms judge it. The rules of eligibility look at `attributes`, limits per
 * identifier and clusters at `traces`, which are the same unless the coupon is earned by somebody else's act.
 */
export function judgeIssue(
  terms: CampaignTerms,
  {
    subject,
    attributes = {},
    traces = attributes,
  }: { subject: string; attributes?: Attributes; traces?: Attributes },
  claim: IdempotencyClaim | null,
): IssueQuestion {
  return {
    campaign: terms.key,
    subject,
    claim,
    termsVersion: terms.version,
    eligible: isEligible(terms.eligibility, attributes),
    heldOut: isHeldOut(terms.key, subject, terms.holdoutPercent),
    identifier: textOf(traces, terms.identifier),
    device: textOf(traces, "device"),
    address: textOf(traces, "address"),
    inviter: textOf(traces, "inviter"),
    code: terms.code,
  };
}
