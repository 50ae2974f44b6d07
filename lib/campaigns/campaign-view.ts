import { z } from "zod";
import { campaignStatuses, exhaustions } from "./campaign";
import { campaignKinds, codeCharsets, codeSources, discountKinds, rollbackPolicies } from "./campaign-input";
import { eligibilityRule } from "./eligibility";
import { weekdays } from "./windows";

const position = z.enum(["on", "paused"]);
const instant = z.iso.datetime();
const by = z.object({ kind: z.enum(["person", "key", "system"]), id: z.string(), name: z.string() });

/** A campaign as it goes out (contract): absent fields are left away, money in minor units of discount.currency. */
export const campaignSchema = z.object({
  key: z.string(),
  name: z.string(),
  description: z.string().optional(),
  kind: z.enum(campaignKinds),
  discount: z.object({
    kind: z.enum(discountKinds),
    value: z.int(),
    currency: z.string().optional(),
    maxAmount: z.int().optional(),
    minOrder: z.int().optional(),
  }),
  limits: z.object({
    coupons: z.int().optional(),
    perSubject: z.int().optional(),
    perSubjectPerDay: z.int().optional(),
    perSubjectPerWeek: z.int().optional(),
    perSubjectPerMonth: z.int().optional(),
    perIdentifier: z.object({ attribute: z.string(), coupons: z.int() }).optional(),
    perMinute: z.int().optional(),
    discount: z.int().optional(),
    costToServe: z.object({ amount: z.int(), currency: z.string() }).optional(),
    expectedCostPerCoupon: z.string().optional(),
  }),
  startsAt: instant.optional(),
  endsAt: instant.optional(),
  timeZone: z.string().optional(),
  couponValidHours: z.int().optional(),
  codePrefix: z.string().optional(),
  codeLength: z.int().optional(),
  codeCharset: z.enum(codeCharsets).optional(),
  codeSource: z.enum(codeSources),
  /** The one code of kind shared_code. */
  sharedCode: z.string().optional(),
  windows: z
    .array(z.object({ days: z.array(z.enum(weekdays)), from: z.string(), to: z.string() }))
    .optional(),
  eligibility: eligibilityRule.optional(),
  holdoutPercent: z.int().optional(),
  stacking: z.object({ group: z.string(), priority: z.int().optional() }).optional(),
  rollback: z.enum(rollbackPolicies),
  tags: z.array(z.string()),
  status: z.enum(campaignStatuses),
  issuance: position,
  redemption: position,
  /** The pause that stands. */
  pause: z
    .object({
      at: instant,
      by,
      reason: z.string().optional(),
      message: z.string().optional(),
      resumeAt: instant.optional(),
    })
    .optional(),
  issued: z.int(),
  redeemed: z.int(),
  /** Discounts of redemptions that stand. */
  discountSpent: z.int(),
  /** Discounts that coupons still open may cause at most. */
  discountOpen: z.int(),
  /** What stands against limits.costToServe, micro-units of the reporting currency; only with that limit. */
  costs: z
    .object({
      currency: z.string(),
      limitMicros: z.string(),
      /** All of it: discounts, metered, remaining, and the expectation of coupons not counted yet. */
      committedMicros: z.string(),
      discountMicros: z.string(),
      /** Inference of coupon users as usage told it, and what is still expected of them. */
      meteredMicros: z.string(),
      remainingMicros: z.string(),
      expectedPerCouponMicros: z.string(),
      /** Coupons issued since `asOf`, each of which counts with what is expected of it. */
      notCounted: z.int(),
      /** Requests of theirs without a price, which are in no figure here. */
      unpricedRequests: z.int(),
      /** When usage was last counted; absent: not yet. */
      asOf: instant.optional(),
    })
    .optional(),
  /** The coupons, the codes made in advance, or what coupons may cost leave none. */
  exhausted: z.boolean(),
  /** Which of them; only when exhausted. */
  exhaustedBy: z.enum(exhaustions).optional(),
  /** Codes made in advance that wait to be issued. */
  available: z.int(),
  /** Subjects on the campaign's lists; with an allow list nobody else is eligible. */
  allowListed: z.int(),
  denyListed: z.int(),
  revision: z.int(),
  launchedAt: instant.optional(),
  endedAt: instant.optional(),
  archivedAt: instant.optional(),
  createdBy: z.string(),
  createdAt: instant,
  updatedAt: instant,
});
export type Campaign = z.infer<typeof campaignSchema>;

export const campaignSorts = ["newest", "name", "issued", "ends"] as const;
export type CampaignSort = (typeof campaignSorts)[number];

/** A stretch of time in which the campaign, or everything, was paused. */
export type CampaignPauseBand = {
  scope: "all" | "campaign";
  pausedAt: string;
  pausedBy: string;
  reason: string | null;
  resumedAt: string | null;
  resumedBy: string | null;
};
