import { z } from "zod";
import { campaignStatuses } from "./campaign";
import { discountKinds } from "./campaign-input";

const position = z.enum(["on", "paused"]);
const instant = z.iso.datetime();
const by = z.object({ kind: z.enum(["person", "key", "system"]), id: z.string(), name: z.string() });

/** A campaign as it goes out (contract): absent fields are left away, money in minor units of discount.currency. */
export const campaignSchema = z.object({
  key: z.string(),
  name: z.string(),
  description: z.string().optional(),
  discount: z.object({
    kind: z.enum(discountKinds),
    value: z.int(),
    currency: z.string().optional(),
    maxAmount: z.int().optional(),
  }),
  limits: z.object({
    coupons: z.int().optional(),
    perSubject: z.int().optional(),
    discount: z.int().optional(),
  }),
  startsAt: instant.optional(),
  endsAt: instant.optional(),
  timeZone: z.string().optional(),
  couponValidHours: z.int().optional(),
  codePrefix: z.string().optional(),
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
  exhausted: z.boolean(),
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
