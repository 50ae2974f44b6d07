import { z } from "zod";
import { couponDiscount } from "./coupon-view";

/** One of the coupons that an order might use. */
export const choiceSchema = z.object({
  /** As it was asked for, or as it is shown. */
  code: z.string(),
  /** Whether the order should use it: every one that is chosen may be redeemed beside the others. */
  chosen: z.boolean(),
  /** Why not: what redeeming would answer, `coupon_not_stackable` beside a better one of its group, or `wrong_currency`. */
  refusal: z.string().optional(),
  campaign: z.string().optional(),
  stacking: z.object({ group: z.string(), priority: z.int().optional() }).optional(),
  discount: couponDiscount.optional(),
  /** Absent when the amount was not told or tells nothing. */
  discountAmount: z.int().optional(),
  expiresAt: z.iso.datetime().nullable().optional(),
});
export type Choice = z.infer<typeof choiceSchema>;

const before = (a: string | null | undefined, b: string | null | undefined) =>
  a === b ? 0 : (a ?? "9999") < (b ?? "9999") ? -1 : 1;

/** Of one group: the higher priority (none is 0), then the larger discount, then what runs out first, then the code. */
function compare(a: Choice, b: Choice): number {
  return (
    (b.stacking?.priority ?? 0) - (a.stacking?.priority ?? 0) ||
    (b.discountAmount ?? 0) - (a.discountAmount ?? 0) ||
    before(a.expiresAt, b.expiresAt) ||
    before(a.code, b.code)
  );
}

/**
 * Which of these an order should use: of each exclusive group the best that may be redeemed, and everything without a
 * group that may be. The chosen come first, in the same order; nothing is lost.
 */
export function chooseCoupons(candidates: readonly Omit<Choice, "chosen">[]): Choice[] {
  const taken = new Set<string>();
  const inOrder = candidates.map((one): Choice => ({ ...one, chosen: false })).sort(compare);
  const judged = inOrder.map((one): Choice => {
    const group = one.stacking?.group;
    if (one.refusal !== undefined) return one;
    if (group !== undefined && taken.has(group)) return { ...one, refusal: "coupon_not_stackable" };
    if (group !== undefined) taken.add(group);
    return { ...one, chosen: true };
  });
  return [...judged.filter(({ chosen }) => chosen), ...judged.filter(({ chosen }) => !chosen)];
}
