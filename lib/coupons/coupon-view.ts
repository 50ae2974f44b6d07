import { z } from "zod";
import { discountKinds } from "../campaigns";

const instant = z.iso.datetime();

export const couponStatuses = ["available", "issued", "held", "redeemed", "expired", "revoked"] as const;
export type CouponStatus = (typeof couponStatuses)[number];

export const couponSorts = ["newest", "oldest", "expires"] as const;
export type CouponSort = (typeof couponSorts)[number];

/** What the coupon is worth: the campaign's discount. Money in minor units of `currency`. */
export const couponDiscount = z.object({
  kind: z.enum(discountKinds),
  value: z.int(),
  currency: z.string().optional(),
  maxAmount: z.int().optional(),
  minOrder: z.int().optional(),
});

/** The answer to issuing. `expiresAt` is always there; null = the coupon does not expire. */
export const issuedCouponSchema = z.object({
  id: z.uuid(),
  code: z.string(),
  campaign: z.string(),
  subject: z.string(),
  status: z.literal("issued"),
  discount: couponDiscount,
  issuedAt: instant,
  expiresAt: instant.nullable(),
});
export type IssuedCoupon = z.infer<typeof issuedCouponSchema>;

/** A redemption. `discountAmount` is absent when it cannot be known (no amount told, or the discount is no money). */
export const redemptionSchema = z.object({
  id: z.uuid(),
  code: z.string(),
  campaign: z.string(),
  subject: z.string(),
  orderId: z.string().optional(),
  amount: z.int().optional(),
  discountAmount: z.int().optional(),
  currency: z.string().optional(),
  /** Of `amount`, what was given back since; discountAmount is what is left of the discount. */
  refundedAmount: z.int().optional(),
  redeemedAt: instant,
  rolledBackAt: instant.optional(),
});
export type Redemption = z.infer<typeof redemptionSchema>;

/** A coupon that a checkout holds. */
export const heldCouponSchema = z.object({
  code: z.string(),
  campaign: z.string(),
  subject: z.string(),
  status: z.literal("held"),
  orderId: z.string().optional(),
  heldUntil: instant,
});
export type HeldCoupon = z.infer<typeof heldCouponSchema>;

/** The answer to validating. `refusal` is the code that redeeming would answer. */
export const validationSchema = z.object({
  valid: z.boolean(),
  refusal: z.string().optional(),
  discount: couponDiscount,
  discountAmount: z.int().optional(),
  expiresAt: instant.nullable(),
});
export type Validation = z.infer<typeof validationSchema>;

/** A coupon as screens and lists show it. What does not apply is null. */
export const couponSchema = z.object({
  id: z.uuid(),
  code: z.string(),
  campaign: z.string(),
  /** Both null while it waits to be issued. */
  subject: z.string().nullable(),
  status: z.enum(couponStatuses),
  issuedAt: instant.nullable(),
  expiresAt: instant.nullable(),
  redeemedAt: instant.nullable(),
  revokedAt: instant.nullable(),
  /** Until when a checkout holds it. */
  heldUntil: instant.nullable(),
  /** The redemption that stands. */
  redemption: z
    .object({
      id: z.uuid(),
      orderId: z.string().nullable(),
      discountAmount: z.int().nullable(),
      currency: z.string().nullable(),
    })
    .nullable(),
});
export type Coupon = z.infer<typeof couponSchema>;

export type CouponCounts = {
  /** Everything ever issued; never falls. */
  total: number;
  /** Codes in wait; no part of the total. */
  available: number;
  issued: number;
  held: number;
  redeemed: number;
  expired: number;
  revoked: number;
};

/** Coupons issued in a stretch of time that begins at `start`. */
export type IssuedBucket = { start: string; issued: number };
