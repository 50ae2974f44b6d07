import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { refusingClauses } from "../eligibility";
import type { EligibilityTest, EligibilityTestInput } from "../eligibility-test";
import { isHeldOut } from "../holdout";
import { noSuchCampaign } from "./change-campaign";
import { getCampaignTerms } from "./terms-queries";

/** What a campaign's rule says of these attributes, and which clauses refuse; without issuing anything. `not_found`. */
export async function testEligibility(
  actor: Actor,
  key: string,
  { subject, attributes, rule }: EligibilityTestInput,
): Promise<Result<EligibilityTest>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const terms = await getCampaignTerms(key.slice(0, 60));
  if (!terms) return noSuchCampaign(key);
  const asked = rule ?? terms.eligibility;
  const refusing = asked ? refusingClauses(asked, attributes) : [];
  return ok({
    eligible: refusing.length === 0,
    refusing,
    ...(subject === undefined ? {} : { heldOut: isHeldOut(key, subject, terms.holdoutPercent) }),
  });
}
