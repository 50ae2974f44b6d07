import { z } from "zod";
import { isCurrency } from "../kernel/money";
import { isName, toServiceTier } from "./usage-event";

const name = z
  .string("must be text")
  .refine(isName, "must have 1 to 200 characters and no control characters");
const instant = z.iso
  .datetime({ offset: true, message: "must be a time such as 2026-11-27T10:00:00+08:00" })
  .transform((value) => new Date(value).toISOString())
  .refine((value) => value >= "2000-" && value < "2101-", "must lie between the years 2000 and 2100");
/** Up to a million a unit, with up to twelve digits after the point. */
const amount = z
  .string('must be a decimal in quotes, such as "0.40"')
  .regex(
    /^(0|[1-9]\d{0,5}|1000000)(\.\d{1,12})?$/,
    'must be a decimal such as "0.40", with a point, 0 to 1,000,000',
  );
const currency = z.string("must be text").refine(isCurrency, "must be a currency of ISO 4217 such as USD");

/** A class without a price takes its parent's: `input` for what is part of input, `output` for what is part of output. */
const perMillion = z.strictObject({
  input: amount.optional(),
  output: amount.optional(),
  cachedInput: amount.optional(),
  /** What is written to the provider's cache. */
  cacheWrite: amount.optional(),
  reasoning: amount.optional(),
  audioInput: amount.optional(),
  audioOutput: amount.optional(),
});
export type TokenClass = keyof z.output<typeof perMillion>;
export const tokenClasses = Object.keys(perMillion.shape) as TokenClass[];

const MOST_TIERS = 8;
const contextTier = z.strictObject({
  aboveInputTokens: z
    .int("must be a whole number of tokens")
    .min(1, "must be 1 or more")
    .max(1_000_000_000, "must be at most 1,000,000,000"),
  perMillion: perMillion.refine(
    (amounts) => Object.values(amounts).some((value) => value !== undefined),
    "must name a price, such as input or output",
  ),
});
/** What longer requests cost, the shortest first. */
export const contextTiersSchema = z
  .array(contextTier)
  .max(MOST_TIERS, `must be at most ${MOST_TIERS}`)
  .refine(
    (tiers) => tiers.every(({ aboveInputTokens: at }, nth) => at > (tiers[nth - 1]?.aboveInputTokens ?? 0)),
    "must come in the order of aboveInputTokens, each once",
  );

/** Body of POST /api/v1/prices: amounts as decimal strings, per million tokens, per GPU second or per GPU hour. */
export const priceInput = z
  .strictObject({
    model: name,
    provider: name.optional(),
    region: name.optional(),
    source: name.optional(),
    /** Only for what was served so: batch, flex, priority, thinking, …; absent = any. */
    serviceTier: name
      .transform(toServiceTier)
      .refine((tier) => tier !== "", "names the standard service: leave it away, which means any")
      .optional(),
    currency,
    effectiveFrom: instant,
    effectiveTo: instant.optional(),
    perMillion: perMillion.optional(),
    contextTiers: contextTiersSchema.optional(),
    perGpuSecond: amount.optional(),
    perGpuHour: amount.optional(),
  })
  .superRefine((price, context) => {
    const complain = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
    const tokens = Object.values(price.perMillion ?? {}).some((value) => value !== undefined);
    if (!tokens && price.perGpuSecond === undefined && price.perGpuHour === undefined)
      complain(["perMillion"], "is needed, with input or output; or give perGpuSecond or perGpuHour");
    if (!tokens && (price.contextTiers?.length ?? 0) > 0)
      complain(["perMillion"], "is needed beside contextTiers: what requests up to the first of them cost");
    if (price.perGpuSecond !== undefined && price.perGpuHour !== undefined)
      complain(["perGpuHour"], "says the same as perGpuSecond; give one of them");
    if (price.effectiveTo !== undefined && price.effectiveTo <= price.effectiveFrom)
      complain(["effectiveTo"], "must be after effectiveFrom");
  });
export type PriceInput = z.input<typeof priceInput>;
export type ParsedPrice = z.output<typeof priceInput>;

/** A price version as it goes out; absent fields are left away. */
export const priceSchema = z.object({
  id: z.string(),
  model: z.string(),
  provider: z.string().optional(),
  region: z.string().optional(),
  source: z.string().optional(),
  serviceTier: z.string().optional(),
  currency: z.string(),
  effectiveFrom: z.iso.datetime(),
  effectiveTo: z.iso.datetime().optional(),
  perMillion: z.object(perMillion.shape).optional(),
  contextTiers: contextTiersSchema.optional(),
  perGpuSecond: z.string().optional(),
  perGpuHour: z.string().optional(),
  /** `list` prices ship with Sluice or come with a price map, and yield to own ones of the same model. */
  origin: z.enum(["own", "list"]),
  reference: z.string().optional(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
});
export type Price = z.infer<typeof priceSchema>;

/** One unit of `currency` is `rate` units of the reporting currency, from the day `effectiveFrom` (UTC) on. */
export const exchangeRateInput = z.strictObject({
  currency,
  rate: z
    .string('must be a decimal in quotes, such as "0.14"')
    .regex(/^\d{1,9}(\.\d{1,12})?$/, 'must be a decimal such as "0.14", with a point')
    .refine((value) => /[1-9]/.test(value), "must be more than 0"),
  effectiveFrom: z.iso
    .date("must be a day such as 2026-11-27")
    .refine((value) => value >= "2000-" && value < "2101-", "must lie between the years 2000 and 2100"),
});
export type ExchangeRateInput = z.input<typeof exchangeRateInput>;
export const exchangeRateSchema = z.object({
  currency: z.string(),
  into: z.string(),
  effectiveFrom: z.iso.date(),
  rate: z.string(),
});
export type ExchangeRate = z.infer<typeof exchangeRateSchema>;
