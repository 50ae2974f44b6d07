import { z } from "zod";
import { rollbackPolicies } from "../campaigns";
import { isCurrency } from "../kernel/money";
import { oneLine, prose } from "../kernel/text";

const MOST_ATTRIBUTES = 50;

const named = (most: number) => oneLine(most).min(1, "must not be empty");

/** The chatbot's pseudonymous user. */
export const subject = named(200);

/** What is known of the subject, for the rules of eligibility. */
export const attributes = z
  .record(
    named(60),
    z.union([oneLine(200), z.number(), z.boolean()], {
      error: "must be text of at most 200 characters, a number, true or false",
    }),
    "must be an object of texts, numbers and booleans",
  )
  .refine(
    (given) => Object.keys(given).length <= MOST_ATTRIBUTES,
    `may have at most ${MOST_ATTRIBUTES} keys`,
  );

/** Body of POST …/coupons. */
export const issueInput = z.strictObject({ subject, attributes: attributes.optional() });
export type IssueInput = z.input<typeof issueInput>;

const order = {
  /** Minor units. */
  amount: z.int("must be a whole number of minor units").min(0, "must not be negative").optional(),
  currency: z
    .string("must be text")
    .refine(isCurrency, "must be a currency of ISO 4217 such as CNY")
    .optional(),
};

type Order = { amount?: number; currency?: string };

function checkMoney({ amount, currency }: Order, context: z.RefinementCtx) {
  const complain = (path: string, message: string) =>
    context.addIssue({ code: "custom", path: [path], message });
  if (currency !== undefined && amount === undefined) complain("amount", "is needed beside the currency");
  if (amount !== undefined && currency === undefined) complain("currency", "is needed: the amount is money");
}

/** Body of …/validate. */
export const validateInput = z
  .strictObject({
    subject: subject.optional(),
    attributes: attributes.optional().describe("Asked only of a shared code with rules of eligibility"),
    ...order,
  })
  .superRefine(checkMoney);
export type ValidateInput = z.input<typeof validateInput>;

/** Body of …/redemptions. */
export const redeemInput = z
  .strictObject({
    subject,
    orderId: named(200).optional(),
    attributes: attributes.optional().describe("Asked only of a shared code with rules of eligibility"),
    ...order,
  })
  .superRefine(checkMoney);
export type RedeemInput = z.input<typeof redeemInput>;

/** Coupons that are compared at once. */
export const MOST_CHOICES = 50;

/** Body of POST /api/v1/coupon-choices. */
export const chooseInput = z
  .strictObject({
    subject,
    codes: z
      .array(oneLine(100), "must be a list of codes")
      .min(1, "must name a code; leave it away for all that the subject has")
      .max(MOST_CHOICES, `may be at most ${MOST_CHOICES}`)
      .optional()
      .describe("Every open coupon of the subject unless said otherwise"),
    orderId: named(200).optional().describe("A coupon that the order has already keeps out its group"),
    attributes: attributes.optional().describe("Asked only of a shared code with rules of eligibility"),
    ...order,
  })
  .superRefine(checkMoney);
export type ChooseInput = z.output<typeof chooseInput>;

const reason = prose(500).optional();

/** Body of …/revoke and …/reissue of one coupon. */
export const revokeInput = z.strictObject({ reason });

const MOST_HOLD_MINUTES = 24 * 60;

/** Body of …/hold. */
export const holdInput = z.strictObject({
  subject,
  orderId: named(200).optional(),
  minutes: z
    .int("must be a whole number of minutes")
    .min(1, "must be 1 or more")
    .max(MOST_HOLD_MINUTES, "may be at most 1,440, a day")
    .optional()
    .describe("15 unless said otherwise"),
});
export type HoldInput = z.input<typeof holdInput>;

/** Body of …/release. */
export const releaseInput = z.strictObject({ subject, orderId: named(200).optional() });
export type ReleaseInput = z.input<typeof releaseInput>;

/** Body of …/rollback. */
export const rollBackInput = z.strictObject({
  policy: z
    .enum(rollbackPolicies, { message: `must be one of ${rollbackPolicies.join(", ")}` })
    .optional()
    .describe("Whether the coupon is given back; the campaign's rollback unless said otherwise"),
});
export type RollBackInput = z.input<typeof rollBackInput>;

/** Body of …/refund. */
export const refundInput = z.strictObject({
  amount: z
    .int("must be a whole number of minor units")
    .min(1, "must be 1 or more")
    .describe("The part of the order's amount that is given back, minor units"),
  currency: z
    .string("must be text")
    .refine(isCurrency, "must be a currency of ISO 4217 such as CNY")
    .optional(),
});
export type RefundInput = z.input<typeof refundInput>;

/** Body of POST …/campaigns/{key}/codes. */
export const makeCodesInput = z.strictObject({
  count: z
    .int("must be a whole number")
    .min(1, "must be 1 or more")
    .max(1_000_000, "may be at most 1,000,000 at once"),
});
export type MakeCodesInput = z.input<typeof makeCodesInput>;

const MOST_NAMED = 10_000;
const instant = z.iso
  .datetime({ offset: true, message: "must be a time such as 2026-11-27T10:00:00+08:00" })
  .transform((value) => new Date(value).toISOString());

/** Body of POST …/campaigns/{key}/revoke: all that fit every condition; without one, what is still open of all. */
export const revokeManyInput = z
  .strictObject({
    codes: z.array(z.string(), "must be a list of codes").min(1).max(MOST_NAMED).optional(),
    subjects: z.array(subject, "must be a list of subjects").min(1).max(MOST_NAMED).optional(),
    device: named(200).optional(),
    address: named(200).optional(),
    inviter: named(200).optional(),
    issuedFrom: instant.optional(),
    issuedTo: instant.optional().describe("Exclusive"),
    available: z.literal(true).optional().describe("Codes in wait instead of coupons that were issued"),
    all: z.literal(true).optional().describe("Needed when nothing else is said"),
    reason,
  })
  .superRefine((body, context) => {
    const { reason: _, ...conditions } = body;
    if (Object.values(conditions).every((value) => value === undefined)) {
      context.addIssue({ code: "custom", path: ["all"], message: "is needed to revoke all that is open" });
    }
  });
export type RevokeManyInput = z.output<typeof revokeManyInput>;
