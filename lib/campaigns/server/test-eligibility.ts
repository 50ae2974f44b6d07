import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { refusingClauses } from "../eligibility";
import type { EligibilityTest, EligibilityTestInput } from "../eligibility-test";
import { isHeldOut } from "../holdout";
import { noSuchCampaign } from "./change-campaign";
import { findListing } from "./list-queries";
import { getCampaignTerms } from "./terms-queries";

/** What a campaign's rule says of these attributes, which clauses refuse and, of a subject, what the lists say; without issuing anything. `not_found`. */
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
  if (subject === undefined) return ok({ eligible: refusing.length === 0, refusing });
  const listed = await findListing(key, subject);
  return ok({
    eligible: refusing.length === 0 && listed === null,
    refusing,
    heldOut: isHeldOut(key, subject, terms.holdoutPercent),
    ...(listed === null ? {} : { listed }),
  });
}
