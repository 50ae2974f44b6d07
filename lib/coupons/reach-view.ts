import { z } from "zod";

/** How far a campaign reached: subjects, from those that were eligible to those that redeemed. */
export const funnelSchema = z.object({
  /** Subjects that asked and were eligible: they got a coupon, or were held out or turned away. */
  eligible: z.int(),
  heldOut: z.int(),
  /** Subjects that never got one because a limit had nothing left, by what it was. */
  turnedAway: z.object({
    budget_exhausted: z.int(),
    campaign_exhausted: z.int(),
    rate_limited: z.int(),
  }),
  /** Subjects with a coupon, and coupons. */
  subjects: z.int(),
  issued: z.int(),
  redeemed: z.int(),
});
export type Funnel = z.infer<typeof funnelSchema>;

export const clusterAttributes = ["device", "address", "inviter"] as const;
export type ClusterAttribute = (typeof clusterAttributes)[number];

/** Coupons that share a device, an address or an inviter. Discounts in minor units: spent, and what is still open. */
export const clusterSchema = z.object({
  attribute: z.enum(clusterAttributes),
  value: z.string(),
  coupons: z.int(),
  subjects: z.int(),
  redeemed: z.int(),
  discountSpent: z.int(),
  discountOpen: z.int(),
  currency: z.string().optional(),
  firstAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
});
export type Cluster = z.infer<typeof clusterSchema>;
