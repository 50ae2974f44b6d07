import { z } from "zod";
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
  .strictObject({ subject: subject.optional(), ...order })
  .superRefine(checkMoney);
export type ValidateInput = z.input<typeof validateInput>;

/** Body of …/redemptions. */
export const redeemInput = z
  .strictObject({ subject, orderId: named(200).optional(), ...order })
  .superRefine(checkMoney);
export type RedeemInput = z.input<typeof redeemInput>;

/** Body of …/revoke. */
export const revokeInput = z.strictObject({
  reason: prose(500).optional(),
});
