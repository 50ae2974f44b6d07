import { z } from "zod";
import { isCurrency } from "../kernel/money";
import { oneLine, prose } from "../kernel/text";
import { isTimeZone } from "../kernel/time-zone";

export const discountKinds = [
  "percent_off",
  "amount_off",
  "fixed_price",
  "free_tokens",
  "free_days",
] as const;
export type DiscountKind = (typeof discountKinds)[number];

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
});
const limits = z.strictObject({
  coupons: whole.optional(),
  perSubject: small.optional(),
  discount: whole.optional(),
});
const timeZone = z.string("must be text").refine(isTimeZone, "must be a time zone such as Asia/Shanghai");
const couponValidHours = whole.max(87_600, "may be at most 87,600 hours, ten years");
const codePrefix = z.string("must be text").regex(/^[A-Z0-9-]{1,12}$/, "must be 1 to 12 of A–Z, 0–9 and -");

const shape = {
  name,
  description: description.optional(),
  discount,
  limits: limits.optional(),
  startsAt: instant.optional(),
  endsAt: instant.optional(),
  timeZone: timeZone.optional(),
  couponValidHours: couponValidHours.optional(),
  codePrefix: codePrefix.optional(),
};

type Whole = z.infer<z.ZodObject<typeof shape>>;
type Complain = (path: (string | number)[], message: string) => void;

function checkDiscount({ kind, value, currency: money, maxAmount }: Whole["discount"], complain: Complain) {
  const inMoney = kind === "amount_off" || kind === "fixed_price";
  if (kind === "percent_off" && value > 100) complain(["discount", "value"], "must be 1 to 100 per cent");
  if (inMoney && money === undefined) complain(["discount", "currency"], "is needed: the value is money");
  if ((kind === "free_tokens" || kind === "free_days") && money !== undefined) {
    complain(["discount", "currency"], "goes with money only; leave it away");
  }
  if (maxAmount === undefined) return;
  if (kind !== "percent_off") complain(["discount", "maxAmount"], "goes with percent_off only");
  else if (money === undefined) complain(["discount", "currency"], "is needed: maxAmount is money");
}

/** The rules that hold between fields. */
function checkTogether(campaign: Whole, complain: Complain) {
  checkDiscount(campaign.discount, complain);
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

/** Body of PATCH: only what changes; null takes a field away; `limits` field by field, `discount` as a whole. */
export const campaignEdit = z.strictObject({
  name: name.optional(),
  description: description.nullable().optional(),
  discount: discount.optional(),
  limits: z
    .strictObject({
      coupons: whole.nullable().optional(),
      perSubject: small.nullable().optional(),
      discount: whole.nullable().optional(),
    })
    .optional(),
  startsAt: instant.nullable().optional(),
  endsAt: instant.nullable().optional(),
  timeZone: timeZone.nullable().optional(),
  couponValidHours: couponValidHours.nullable().optional(),
  codePrefix: codePrefix.nullable().optional(),
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
/** Body of …/resume. */
export const campaignResumeInput = z.strictObject({ reason: note.optional() });
