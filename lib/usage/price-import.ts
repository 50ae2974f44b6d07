import { z } from "zod";
import { priceSchema, tokenClasses } from "./price-input";
import { isName } from "./usage-event";

const amounts = priceSchema.shape.perMillion.unwrap();
const contextTiers = z.array(z.object({ aboveInputTokens: z.int(), perMillion: amounts }));

/** What one price of the map does: `yields` = an own price holds and goes on holding; `overlaps` = one starts just then. */
export const priceStates = ["new", "changed", "same", "yields", "overlaps"] as const;
export type PriceState = (typeof priceStates)[number];

/** One class whose price differs, for requests above so many input tokens; `from` null = nothing was asked for it. */
const changeSchema = z.object({
  name: z.enum(tokenClasses),
  aboveInputTokens: z.int().optional(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** With its sign and one digit after the point; null when there is nothing to compare. */
  percent: z.string().nullable(),
});
export type PriceChange = z.infer<typeof changeSchema>;

const rowPriceSchema = z.object({
  serviceTier: z.string().optional(),
  perMillion: amounts,
  contextTiers: contextTiers.optional(),
  state: z.enum(priceStates),
  /** The price in force at effectiveFrom. */
  before: z
    .object({
      id: z.string(),
      origin: z.enum(["own", "list"]),
      currency: z.string(),
      perMillion: amounts.optional(),
      contextTiers: contextTiers.optional(),
    })
    .optional(),
  changes: z.array(changeSchema),
  /** When another price that is set already takes over. */
  until: z.iso.datetime().optional(),
});
export type PriceImportPrice = z.infer<typeof rowPriceSchema>;

export const rowStates = [...priceStates, "unreadable"] as const;
export type RowState = (typeof rowStates)[number];

/** One model of the map beside the prices in force. */
export const priceImportRowSchema = z.object({
  /** The model as the map names it; what `apply` takes. */
  key: z.string(),
  model: z.string(),
  /** Absent: for usage of any provider. */
  provider: z.string().optional(),
  state: z.enum(rowStates),
  /** There is usage of it, or a price. */
  inUse: z.boolean(),
  /** Applied when nothing else is said: in use, and it changes something. */
  chosen: z.boolean(),
  prices: z.array(rowPriceSchema),
  reference: z.string().optional(),
  notTaken: z.array(z.string()),
  notes: z.array(z.string()),
  reason: z.string().optional(),
});
export type PriceImportRow = z.infer<typeof priceImportRowSchema>;

const countsSchema = z.object(
  Object.fromEntries(rowStates.map((state) => [state, z.int()])) as Record<RowState, z.ZodInt>,
);

export const priceImportSchema = z.object({
  id: z.int(),
  status: z.enum(["previewed", "applied", "discarded"]),
  fileSha256: z.string(),
  /** From when on its prices hold. */
  effectiveFrom: z.iso.datetime(),
  provider: z.string().optional(),
  holdsFor: z.enum(["provider", "model"]),
  currency: z.string(),
  /** Models by what they do. */
  counts: countsSchema,
  /** Models that apply takes when none are named. */
  chosen: z.int(),
  /** Models in use whose usage names no provider: a price of a provider does not hold for it. */
  withoutProvider: z.array(z.string()),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  appliedBy: z.string().optional(),
  appliedAt: z.iso.datetime().optional(),
  /** Prices that were added. */
  appliedPrices: z.int().optional(),
});
export type PriceImport = z.infer<typeof priceImportSchema>;

const instant = z.iso
  .datetime({ offset: true, message: "must be a time such as 2026-12-01T00:00:00Z" })
  .transform((value) => new Date(value).toISOString())
  .refine((value) => value >= "2000-" && value < "2101-", "must lie between the years 2000 and 2100");
const name = z.string().refine(isName, "must have 1 to 200 characters and no control characters");

/** How a map is to be read: beside the file itself. */
export const priceImportOptions = z.strictObject({
  effectiveFrom: instant.optional(),
  /** Only this provider's models, as the map names it without its kind: dashscope, openai, vertex_ai, … */
  provider: name.optional(),
  /** `provider`: for usage that names the model and its provider. `model`: for usage of the model, whoever served it. */
  holdsFor: z.enum(["provider", "model"], "must be provider or model").optional(),
});
export type PriceImportOptions = z.input<typeof priceImportOptions>;

export const MAP_LIMIT_BYTES = 8 * 1024 * 1024;
const MOST_CHOSEN = 10_000;

/** Without models: those that are chosen in the preview. Another effectiveFrom makes the diff again, to be looked at. */
export const applyPriceImportInput = z.strictObject({
  models: z
    .array(z.string().min(1, "must not be empty").max(300, "may have at most 300 characters"))
    .min(1, "must name a model; leave it away for those that are chosen")
    .max(MOST_CHOSEN, `may be at most ${MOST_CHOSEN}`)
    .optional(),
  effectiveFrom: instant.optional(),
});
export type ApplyPriceImportInput = z.input<typeof applyPriceImportInput>;
