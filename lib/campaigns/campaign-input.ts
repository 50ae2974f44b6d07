import { z } from "zod";
import { isCurrency } from "../kernel/money";
import { isPlain, oneLine, prose } from "../kernel/text";
import { isTimeZone } from "../kernel/time-zone";
import { eligibilityRule } from "./eligibility";
import { campaignWindows } from "./windows";

export const discountKinds = [
  "percent_off",
  "amount_off",
  "fixed_price",
  "free_tokens",
  "free_days",
] as const;
export type DiscountKind = (typeof discountKinds)[number];

/**
 * coupon: each subject gets a code. shared_code: one code, many redemptions. credit_grant: free tokens or days. referral:
 * who invites somebody earns a coupon when the invited user becomes active.
 */
export const campaignKinds = ["coupon", "shared_code", "credit_grant", "referral"] as const;
export type CampaignKind = (typeof campaignKinds)[number];
export const codeCharsets = ["unambiguous", "alphanumeric", "letters", "digits"] as const;
export type CodeCharset = (typeof codeCharsets)[number];
/** How many symbols each has (lib/coupons/coupon-code.ts holds them). */
export const charsetSizes: Record<CodeCharset, number> = {
  unambiguous: 28,
  alphanumeric: 36,
  letters: 26,
  digits: 10,
};
export const codeSources = ["generated", "pool"] as const;
export type CodeSource = (typeof codeSources)[number];
export const rollbackPolicies = ["returns", "uses_up"] as const;
export type RollbackPolicy = (typeof rollbackPolicies)[number];

/** A column of four bytes holds no more. */
const MOST_INT4 = 2_147_483_647;

// z.int refuses what a double cannot hold exactly
const whole = z.int("must be a whole number, 9,007,199,254,740,991 at most").min(1, "must be 1 or more");
const small = whole.max(MOST_INT4, "is too large");
const instant = z.iso
  .datetime({ offset: true, message: "must be a time such as 2026-11-27T10:00:00+08:00" })
  .transform((value) => new Date(value).toISOString())
  .refine((value) => value >= "2000-" && value < "2101-", "must lie between the years 2000 and 2100");
const name = oneLine(120).regex(/\S/, "must not be empty");
const description = prose(2000);
const key = z.string("must be text").regex(/^[a-z0-9-]{3,60}$/, "must be 3 to 60 of a–z, 0–9 and -");
const currency = z.string("must be text").refine(isCurrency, "must be a currency of ISO 4217 such as CNY");

const discount = z.strictObject({
  kind: z.enum(discountKinds, { message: `must be one of ${discountKinds.join(", ")}` }),
  value: whole,
  currency: currency.optional(),
  maxAmount: whole.optional(),
  minOrder: whole.optional().describe("An order below it gets no discount; minor units"),
});
const attributeName = z
  .string("must be text")
  .min(1, "must not be empty")
  .max(60, "may have at most 60 characters")
  .refine(isPlain, "must not have control characters");
const perIdentifier = z
  .strictObject({ attribute: attributeName, coupons: small })
  .describe("Coupons for each value of an attribute, such as a device; counted from when it is set");
const costToServe = z
  .strictObject({ amount: whole.max(9_000_000_000_000, "is too large"), currency })
  .describe(
    "All that the campaign may cost, discounts and the inference of its coupon users together; minor units of the reporting currency",
  );
const expectedCost = z
  .string("must be text: a whole number of micro-units such as 120000")
  .regex(/^(0|[1-9]\d{0,14})$/, "must be a whole number of micro-units such as 120000")
  .describe(
    "Inference of one coupon user, micro-units of the reporting currency; without it what was learned from usage holds",
  );
const limitShape = {
  coupons: whole,
  perSubject: small,
  perSubjectPerDay: small.describe("In a calendar day of timeZone (else UTC)"),
  perSubjectPerWeek: small.describe("In a week from Monday of timeZone (else UTC)"),
  perSubjectPerMonth: small.describe("In a calendar month of timeZone (else UTC)"),
  perIdentifier,
  perMinute: small.describe(
    "Throttle: at most so many in any sixty seconds, then 429; the flag does not follow it",
  ),
  discount: whole,
  costToServe,
  expectedCostPerCoupon: expectedCost,
};
const optionalLimits = Object.fromEntries(
  Object.entries(limitShape).map(([limit, schema]) => [limit, schema.optional()]),
) as { [L in keyof typeof limitShape]: z.ZodOptional<(typeof limitShape)[L]> };
const clearableLimits = Object.fromEntries(
  Object.entries(limitShape).map(([limit, schema]) => [limit, schema.nullable().optional()]),
) as { [L in keyof typeof limitShape]: z.ZodOptional<z.ZodNullable<(typeof limitShape)[L]>> };
export type LimitName = keyof typeof limitShape;
export const limitNames = Object.keys(limitShape) as LimitName[];

const timeZone = z.string("must be text").refine(isTimeZone, "must be a time zone such as Asia/Shanghai");
const couponValidHours = whole.max(87_600, "may be at most 87,600 hours, ten years");
const codePrefix = z.string("must be text").regex(/^[A-Z0-9-]{1,12}$/, "must be 1 to 12 of A–Z, 0–9 and -");
const codeLength = z.int("must be a whole number").min(6, "must be 6 or more").max(24, "may be at most 24");
const sharedCode = z
  .string("must be text")
  .transform((code) => code.trim().toUpperCase())
  .refine(
    (code) => /^[A-Z0-9]+(-[A-Z0-9]+)*$/.test(code),
    "must be of A–Z and 0–9, with single dashes between",
  )
  .refine((code) => {
    const plain = code.replaceAll("-", "").length;
    return plain >= 4 && plain <= 40;
  }, "must have 4 to 40 letters and digits");
const tag = z
  .string("must be text")
  .transform((text) => text.trim())
  .refine((text) => /^[^\p{Cc}\p{Cs},]{1,40}$/u.test(text), "must have 1 to 40 characters, no commas");
const tags = z
  .array(tag, "must be a list of texts")
  .max(20, "may be at most 20")
  .transform((given) => [...new Set(given)]);
const stacking = z
  .strictObject({
    group: z.string("must be text").regex(/^[a-z0-9-]{1,40}$/, "must be 1 to 40 of a–z, 0–9 and -"),
    priority: z.int("must be a whole number").min(0).max(1_000, "may be at most 1,000").optional(),
  })
  .describe(
    "An order takes one coupon of a group; of several, POST /api/v1/coupon-choices takes the higher priority",
  );

const optional = {
  description,
  startsAt: instant,
  endsAt: instant,
  timeZone,
  couponValidHours,
  codePrefix,
  codeLength: codeLength.describe("Random symbols after the prefix; 12 unless said otherwise"),
  codeCharset: z.enum(codeCharsets, { message: `must be one of ${codeCharsets.join(", ")}` }),
  codeSource: z
    .enum(codeSources, { message: `must be one of ${codeSources.join(", ")}` })
    .describe("pool: only codes that were imported or made in advance"),
  sharedCode,
  windows: campaignWindows,
  eligibility: eligibilityRule,
  holdoutPercent: z
    .int("must be a whole number")
    .min(1, "must be 1 or more")
    .max(90, "may be at most 90")
    .describe("So many of a hundred eligible subjects get nothing, always the same"),
  stacking,
  rollback: z
    .enum(rollbackPolicies, { message: `must be one of ${rollbackPolicies.join(", ")}` })
    .describe("What a rollback does with the coupon: returns it (unless said otherwise) or uses it up"),
  tags,
};
type Optional = typeof optional;
const optionalFields = Object.fromEntries(
  Object.entries(optional).map(([field, schema]) => [field, schema.optional()]),
) as { [F in keyof Optional]: z.ZodOptional<Optional[F]> };
const clearableFields = Object.fromEntries(
  Object.entries(optional).map(([field, schema]) => [field, schema.nullable().optional()]),
) as { [F in keyof Optional]: z.ZodOptional<z.ZodNullable<Optional[F]>> };

const kind = z.enum(campaignKinds, { message: `must be one of ${campaignKinds.join(", ")}` });

const shape = {
  name,
  kind: kind.optional(),
  discount,
  limits: z.strictObject(optionalLimits).optional(),
  ...optionalFields,
};

type Whole = z.infer<z.ZodObject<typeof shape>>;
type Complain = (path: (string | number)[], message: string) => void;

function checkDiscount(
  { kind: of, value, currency: money, maxAmount, minOrder }: Whole["discount"],
  complain: Complain,
) {
  const inMoney = of === "amount_off" || of === "fixed_price";
  const isFree = of === "free_tokens" || of === "free_days";
  if (of === "percent_off" && value > 100) complain(["discount", "value"], "must be 1 to 100 per cent");
  if (inMoney && money === undefined) complain(["discount", "currency"], "is needed: the value is money");
  if (isFree && money !== undefined) {
    complain(["discount", "currency"], "goes with money only; leave it away");
  }
  if (minOrder !== undefined) {
    if (isFree) complain(["discount", "minOrder"], "goes with money only; leave it away");
    else if (money === undefined) complain(["discount", "currency"], "is needed: minOrder is money");
  }
  if (maxAmount === undefined) return;
  if (of !== "percent_off") complain(["discount", "maxAmount"], "goes with percent_off only");
  else if (money === undefined) complain(["discount", "currency"], "is needed: maxAmount is money");
}

/** What has no meaning where one code is everybody's. */
const notShared = [
  "couponValidHours",
  "codePrefix",
  "codeLength",
  "codeCharset",
  "codeSource",
  "holdoutPercent",
] as const;

function checkKind(campaign: Whole, complain: Complain) {
  const {
    kind: of = "coupon",
    discount: { kind: gives },
  } = campaign;
  if (of === "credit_grant" && gives !== "free_tokens" && gives !== "free_days") {
    complain(["discount", "kind"], "must be free_tokens or free_days: a grant gives credit");
  }
  if (of !== "shared_code") {
    if (campaign.sharedCode !== undefined) complain(["sharedCode"], "goes with kind shared_code only");
    return;
  }
  if (campaign.sharedCode === undefined) complain(["sharedCode"], "is needed: it is the code for everybody");
  for (const field of notShared) {
    if (campaign[field] !== undefined) complain([field], "has no meaning for a shared code; leave it away");
  }
  for (const limit of ["perIdentifier", "perMinute"] as const) {
    if (campaign.limits?.[limit] !== undefined) {
      complain(["limits", limit], "has no meaning for a shared code; leave it away");
    }
  }
}

/** Every coupon must fit before it is issued: so the most that one may cost must be known. */
function checkCost({ discount: { kind: of, maxAmount }, limits }: Whole, complain: Complain) {
  if (limits?.costToServe === undefined) {
    if (limits?.expectedCostPerCoupon !== undefined) {
      complain(["limits", "expectedCostPerCoupon"], "goes with limits.costToServe only");
    }
    return;
  }
  if (of === "percent_off" && maxAmount === undefined) {
    complain(
      ["discount", "maxAmount"],
      "is needed: limits.costToServe must know the most that a coupon costs",
    );
  }
  if (of === "fixed_price") {
    complain(["limits", "costToServe"], "does not go with a fixed price: only the order tells what it costs");
  }
}

/** Codes to guess for each that is issued, as of those that are made in advance; without a limit for so many. */
const SPACE_FOR_EACH = 1_000;
const UNLIMITED = 1_000;

/** Codes that are made as they are issued: short ones are soon guessed, and in the end none is free. */
function checkCodes({ kind: of, codeSource, codeLength, codeCharset, limits }: Whole, complain: Complain) {
  if (of === "shared_code" || codeSource === "pool" || (!codeLength && !codeCharset)) return;
  const wanted = (limits?.coupons ?? UNLIMITED) * SPACE_FOR_EACH;
  const fits = (length: number) => charsetSizes[codeCharset ?? "unambiguous"] ** length >= wanted;
  let needed = codeLength ?? 12;
  if (fits(needed)) return;
  while (!fits(needed)) needed += 1;
  complain(
    ["codeLength"],
    `leaves too few codes for so many coupons: must be ${needed} or more, or take more symbols`,
  );
}

/** The rules that hold between fields. */
function checkTogether(campaign: Whole, complain: Complain) {
  checkDiscount(campaign.discount, complain);
  checkKind(campaign, complain);
  checkCost(campaign, complain);
  checkCodes(campaign, complain);
  if (campaign.limits?.discount !== undefined && campaign.discount.currency === undefined) {
    complain(["discount", "currency"], "is needed: limits.discount is money");
  }
  if (campaign.startsAt && campaign.endsAt && campaign.endsAt <= campaign.startsAt) {
    complain(["endsAt"], "must be after the start");
  }
}

/** Body of POST /api/v1/campaigns. Money in minor units; times come out in UTC. Reading it twice changes nothing. */
export const campaignInput = z.strictObject({ key, ...shape }).superRefine((campaign, context) => {
  checkTogether(campaign, (path, message) => context.addIssue({ code: "custom", path, message }));
});
export type CampaignInput = z.input<typeof campaignInput>;
export type ParsedCampaign = z.output<typeof campaignInput>;

/** Body of PATCH: only what changes; null takes a field away; `limits` field by field, all else as a whole. */
export const campaignEdit = z.strictObject({
  name: name.optional(),
  kind: kind.optional(),
  discount: discount.optional(),
  limits: z.strictObject(clearableLimits).optional(),
  ...clearableFields,
});
export type CampaignEdit = z.input<typeof campaignEdit>;

const note = prose(500);

/** Body of …/pause. */
export const campaignPauseInput = z.strictObject({
  reason: note.optional(),
  message: note.optional(),
  resumeAt: instant.transform((value) => new Date(value)).optional(),
  redemption: z.literal("paused", { message: 'may only be "paused"' }).optional(),
  extendExpiryDays: z.int("must be a whole number of days").min(1).max(365, "may be at most 365").optional(),
});
/** Body of …/extend. */
export const campaignExtendInput = z.strictObject({
  days: z.int("must be a whole number of days").min(1, "must be 1 or more").max(365, "may be at most 365"),
  reason: prose(500).optional(),
});
/** Body of …/resume. */
export const campaignResumeInput = z.strictObject({ reason: note.optional() });
