import { z } from "zod";
import { attributes, subject } from "../coupons";

/** A chatbot user as the address of a route or a form names it. */
export const subjectInput = z.strictObject({ subject });

const time = z.iso.datetime();

/** Everything that is held of a subject; amounts in minor units, cost in micro-units of the reporting currency. */
export const subjectExportSchema = z.object({
  subject: z.string(),
  exportedAt: time,
  coupons: z.array(
    z.object({
      code: z.string(),
      campaign: z.string(),
      status: z.string(),
      issuedAt: time,
      expiresAt: time.optional(),
      redeemedAt: time.optional(),
      revokedAt: time.optional(),
      redemptions: z.array(
        z.object({
          id: z.string(),
          orderId: z.string().optional(),
          amount: z.int().optional(),
          currency: z.string().optional(),
          discountAmount: z.int().optional(),
          redeemedAt: time,
          rolledBackAt: time.optional(),
        }),
      ),
    }),
  ),
  /** As one who invites: how many joined, not who. */
  invitations: z.array(
    z.object({
      campaign: z.string(),
      code: z.string(),
      madeAt: time,
      attributes,
      joined: z.int(),
    }),
  ),
  /** As one who was invited. */
  joined: z.array(
    z.object({
      campaign: z.string(),
      status: z.string(),
      joinedAt: time,
      attributes,
      reason: z.string().optional(),
    }),
  ),
  signups: z.array(
    z.object({ at: time, source: z.string(), id: z.string(), campaign: z.string().optional() }),
  ),
  events: z.array(
    z.object({
      at: time,
      source: z.string(),
      id: z.string(),
      model: z.string(),
      provider: z.string().optional(),
      region: z.string().optional(),
      campaign: z.string().optional(),
      serviceTier: z.string().optional(),
      requests: z.int(),
      inputTokens: z.int(),
      outputTokens: z.int(),
      cachedInputTokens: z.int(),
      reasoningTokens: z.int(),
      cacheWriteTokens: z.int().optional(),
      audioInputTokens: z.int().optional(),
      audioOutputTokens: z.int().optional(),
      gpuSeconds: z.string(),
      costMicros: z.string().nullable(),
    }),
  ),
});

/** What an erasure did. */
export const erasureSchema = z.object({
  /** The random name that stands in the subject's place from now on. */
  replacement: z.string(),
  coupons: z.int(),
});
export type Erasure = z.output<typeof erasureSchema>;

/** What is held of a subject, in a line. */
export type SubjectHoldings = {
  subject: string;
  coupons: number;
  redemptions: number;
  signups: number;
  /** Invitations made, and the one by which it was brought in. */
  referrals: number;
  /** Null when no usage was sent. */
  usage: { quarterHours: number; firstAt: string; lastAt: string } | null;
};
