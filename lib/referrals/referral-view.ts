import { z } from "zod";

const instant = z.iso.datetime();

/** joined: no request yet. active: the reward is due. rewarded and refused: decided for good. */
export const referralStatuses = ["joined", "active", "rewarded", "refused"] as const;
export type ReferralStatus = (typeof referralStatuses)[number];

/** An inviter's code and what came of it. */
export const invitationSchema = z.object({
  code: z.string(),
  campaign: z.string(),
  /** Who invites. */
  subject: z.string(),
  madeAt: instant,
  /** Users who joined with it, and of those: still without a request, with the reward due, rewarded, refused. */
  joined: z.int(),
  quiet: z.int(),
  due: z.int(),
  rewarded: z.int(),
  refused: z.int(),
});
export type Invitation = z.infer<typeof invitationSchema>;

/** The answer to joining: one invited user. Who invited them is not told. */
export const joinSchema = z.object({
  id: z.uuid(),
  campaign: z.string(),
  /** Who was invited. */
  subject: z.string(),
  status: z.enum(referralStatuses),
  joinedAt: instant,
});
export type Join = z.infer<typeof joinSchema>;

/** One invited user as lists show it. What does not apply is null. */
export const referralSchema = joinSchema.extend({
  inviter: z.string(),
  /** Why there is no reward, or what a reward that is due waits for: the code of a refusal. */
  reason: z.string().nullable(),
  activeAt: instant.nullable(),
  decidedAt: instant.nullable(),
  /** The code of the coupon that was earned. */
  coupon: z.string().nullable(),
});
export type Referral = z.infer<typeof referralSchema>;

/** From invitations to rewards. */
export const referralFunnelSchema = z.object({
  /** Inviters, each with a code. */
  invitations: z.int(),
  joined: z.int(),
  /** Of those who joined: their first request came. */
  active: z.int(),
  rewarded: z.int(),
  /** Rewards that are due, and what they wait for. */
  due: z.int(),
  waitsFor: z.string().nullable(),
  /** Refused for good, by reason. */
  refused: z.array(z.object({ reason: z.string(), referrals: z.int() })),
  /** Those who brought most, at most five. */
  inviters: z.array(invitationSchema),
});
export type ReferralFunnel = z.infer<typeof referralFunnelSchema>;
