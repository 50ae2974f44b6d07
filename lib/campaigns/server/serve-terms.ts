import "server-only";
import { minorMicros } from "../../kernel/money";
import { ok, type Result, refuse } from "../../kernel/result";
import type { Tx } from "../../platform/db";
import { readEnv } from "../../platform/env";
import type { ParsedCampaign } from "../campaign-input";
import { serveCostOf } from "../serve-forecast";
import type { CampaignRow } from "./campaign-row";
import { loadServeBasis } from "./serve-basis-queries";

/** The columns that issuing goes by beside the limit itself. */
export type ServeTerms = { serveExpectedMicros: bigint | null; serveRate: bigint | null };

const NANOS = 1_000_000_000n;

function wrong(field: string, detail: string) {
  const pointer = `#/${field.replaceAll(".", "/")}`;
  return refuse("invalid_request", `${field}: ${detail}.`, [{ pointer, detail }]);
}

/**
 * What a coupon user is expected to cost and what a minor unit of discount is worth, where the wording limits all costs: as
 * stated, else as learned from usage. 422 when nobody knows. `before`: the campaign that is edited, whose figures go on where
 * nothing newer is known.
 */
export async function serveTerms(
  tx: Tx,
  input: ParsedCampaign,
  before: CampaignRow | null = null,
): Promise<Result<ServeTerms>> {
  const { costToServe, expectedCostPerCoupon: stated } = input.limits ?? {};
  if (!costToServe) return ok({ serveExpectedMicros: null, serveRate: null });
  const { forecast, rates } = await loadServeBasis(tx);
  const reporting = forecast?.currency ?? readEnv("REPORTING_CURRENCY").REPORTING_CURRENCY;
  if (costToServe.currency !== reporting) {
    return wrong("limits.costToServe.currency", `must be ${reporting}, the currency of all costs here`);
  }
  const limits = input.limits ?? {};
  const launchedAt = before?.launchedAt?.toISOString();
  const cost = serveCostOf({ ...input, limits, launchedAt }, forecast);
  const learned = cost.known ? cost.perCoupon.micros : (before?.serveExpectedMicros ?? null);
  const expected = stated === undefined ? learned : BigInt(stated);
  if (expected === null) {
    const why = cost.known ? "" : cost.detail.replace(/\.$/, "");
    return wrong("limits.expectedCostPerCoupon", `is needed, what a coupon user's inference costs: ${why}`);
  }
  const { currency } = input.discount;
  if (currency === undefined) return ok({ serveExpectedMicros: expected, serveRate: null });
  const known = currency === reporting ? minorMicros(currency) * NANOS : rates[currency];
  const rate = known ?? (before?.discountCurrency === currency ? before.serveRate : null);
  if (rate === null || rate === undefined) {
    return wrong(
      "limits.costToServe",
      `needs an exchange rate from ${currency}, the discount's currency, to ${reporting}; finance adds one under Costs`,
    );
  }
  return ok({ serveExpectedMicros: expected, serveRate: BigInt(rate) });
}
