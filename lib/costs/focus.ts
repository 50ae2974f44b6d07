import type { CsvCell } from "../kernel/csv";
import { fromScaled, nextBucket, periodEdges, periodOf } from "../usage";

/** FinOps Open Cost and Usage Specification 1.2: the columns of a file, ours last. */
export const focusColumns = [
  "BilledCost",
  "BillingAccountId",
  "BillingAccountName",
  "BillingCurrency",
  "BillingPeriodEnd",
  "BillingPeriodStart",
  "ChargeCategory",
  "ChargeClass",
  "ChargeDescription",
  "ChargeFrequency",
  "ChargePeriodEnd",
  "ChargePeriodStart",
  "ConsumedQuantity",
  "ConsumedUnit",
  "ContractedCost",
  "EffectiveCost",
  "InvoiceIssuerName",
  "ListCost",
  "PricingQuantity",
  "PricingUnit",
  "ProviderName",
  "PublisherName",
  "RegionId",
  "ServiceCategory",
  "ServiceName",
  "ServiceSubcategory",
  "SkuId",
  "SubAccountId",
  "SubAccountName",
  "Tags",
  "x_CampaignId",
  "x_ServiceTier",
  "x_Requests",
  "x_InputTokens",
  "x_OutputTokens",
  "x_CachedInputTokens",
  "x_ReasoningTokens",
  "x_GpuSeconds",
  "x_UnpricedRequests",
] as const;
type FocusColumn = (typeof focusColumns)[number];

/** What a row is made of; see Charge in lib/usage/server. */
export type FocusCharge = {
  source: string;
  model: string;
  provider: string;
  region: string;
  campaign: string;
  serviceTier: string;
  from: number;
  to: number;
  occurredDay: number | null;
  requests: bigint;
  inputTokens: bigint;
  outputTokens: bigint;
  cachedInputTokens: bigint;
  reasoningTokens: bigint;
  gpuSeconds: string;
  costMicros: bigint;
  unpricedRequests: bigint;
};

/** FOCUS wants names that usage may not have told. */
const NOT_TOLD = "Not told";
const MILLION_DIGITS = 6;

/** FOCUS's form of a time: whole seconds in UTC. */
const instant = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;
const plain = (micros: bigint) => (micros < 0n ? `-${fromScaled(-micros, 6)}` : fromScaled(micros, 6));

type Quantity = { consumed: string; unit: string; priced: string; pricingUnit: string };

/** Tokens where there are any, else GPU seconds, else requests. Null where a correction moves money alone. */
function quantityOf(charge: FocusCharge): Quantity | null {
  const tokens = charge.inputTokens + charge.outputTokens;
  if (tokens > 0n) {
    return {
      consumed: String(tokens),
      unit: "Tokens",
      priced: fromScaled(tokens, MILLION_DIGITS),
      pricingUnit: "1000000 Tokens",
    };
  }
  if (charge.gpuSeconds !== "0") {
    const { gpuSeconds } = charge;
    return { consumed: gpuSeconds, unit: "GPU Seconds", priced: gpuSeconds, pricingUnit: "GPU Seconds" };
  }
  const requests = String(charge.requests);
  return charge.occurredDay !== null && charge.requests === 0n
    ? null
    : { consumed: requests, unit: "Requests", priced: requests, pricingUnit: "Requests" };
}

/**
 * A charge as a row of FOCUS. Costs are what the ledger holds: it knows no list price beside the price that was paid, so
 * billed, effective, contracted and list cost are one figure. A correction names the day it belongs to as its charge
 * period, and the month it is booked in as its billing period. `zone`: the clocks of days and months.
 */
export function toFocusRow(
  charge: FocusCharge,
  { currency, zone }: { currency: string; zone: string },
): CsvCell[] {
  const { source, model, provider, region, campaign, serviceTier, from, to, occurredDay } = charge;
  const billing = periodEdges(periodOf(from, zone), zone);
  // what an earlier, closed period is corrected by; a change within the month is an adjustment of it
  const isCorrection = occurredDay !== null && occurredDay < billing.from;
  const isAdjustment = occurredDay !== null && !isCorrection;
  const chargeFrom = occurredDay ?? from;
  const chargeTo = occurredDay !== null ? nextBucket(occurredDay, "day", zone) : to;
  const cost = plain(charge.costMicros);
  const name = provider || NOT_TOLD;
  const quantity = quantityOf(charge);
  const tags = { source, ...(campaign && { campaign }) };
  const row: Record<FocusColumn, CsvCell> = {
    BilledCost: cost,
    BillingAccountId: "sluice",
    BillingAccountName: "Sluice",
    BillingCurrency: currency,
    BillingPeriodEnd: instant(billing.to),
    BillingPeriodStart: instant(billing.from),
    ChargeCategory: isAdjustment && quantity === null ? "Adjustment" : "Usage",
    ChargeClass: isCorrection ? "Correction" : null,
    ChargeDescription: `${isCorrection ? "Correction of a closed period: inference" : "Inference"} with ${model}`,
    ChargeFrequency: "Usage-Based",
    ChargePeriodEnd: instant(chargeTo),
    ChargePeriodStart: instant(chargeFrom),
    ConsumedQuantity: quantity?.consumed ?? null,
    ConsumedUnit: quantity?.unit ?? null,
    ContractedCost: cost,
    EffectiveCost: cost,
    InvoiceIssuerName: name,
    ListCost: cost,
    PricingQuantity: quantity?.priced ?? null,
    PricingUnit: quantity?.pricingUnit ?? null,
    ProviderName: name,
    PublisherName: name,
    RegionId: region || null,
    ServiceCategory: "AI and Machine Learning",
    ServiceName: "Model inference",
    ServiceSubcategory: "Generative AI",
    SkuId: provider ? `${provider}/${model}` : model,
    SubAccountId: source,
    SubAccountName: source,
    Tags: JSON.stringify(tags),
    x_CampaignId: campaign || null,
    x_ServiceTier: serviceTier || null,
    x_Requests: String(charge.requests),
    x_InputTokens: String(charge.inputTokens),
    x_OutputTokens: String(charge.outputTokens),
    x_CachedInputTokens: String(charge.cachedInputTokens),
    x_ReasoningTokens: String(charge.reasoningTokens),
    x_GpuSeconds: charge.gpuSeconds,
    x_UnpricedRequests: String(charge.unpricedRequests),
  };
  return focusColumns.map((column) => row[column]);
}
