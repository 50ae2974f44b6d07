import { z } from "zod";

const instant = z.iso.datetime();
const ms = z.int().nullable();
const stamp = z.object({ kind: z.enum(["person", "key", "system"]), id: z.string(), name: z.string() });

/** How a version reached the frontends that were connected when it came, over all lanes. */
export const deliverySchema = z.object({
  /** Frontends with an open stream when the version came. */
  connected: z.int(),
  /** Of these, how many have fetched it. */
  seen: z.int(),
  /** Milliseconds from the commit to the fetch: half, ninety-nine in a hundred (to a tenth), and the slowest so far. */
  p50Ms: ms,
  p99Ms: ms,
  slowestMs: ms,
  /** Keys with frontends that have not fetched it, by name. */
  waiting: z.array(z.object({ key: z.string(), frontends: z.int() })),
});
export type Delivery = z.infer<typeof deliverySchema>;

/** The coupon issued last before a pause. */
export const lastCouponSchema = z.object({ id: z.string(), at: instant });

/** One pause, of everything or of a campaign, from its commit to its end: the receipt that can be shown to anybody. */
export const pauseSchema = z.object({
  id: z.uuid(),
  /** null = all promotions. */
  campaign: z.string().nullable(),
  /** The version that flag readers saw it as; 0 for history that was loaded. */
  version: z.int(),
  pausedAt: instant,
  pausedBy: stamp,
  takenOverAt: instant.optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
  resumeAt: instant.optional(),
  redemption: z.enum(["on", "paused"]),
  extendedDays: z.int(),
  lastCoupon: lastCouponSchema.nullable(),
  /** Absent while it stands. */
  resumedAt: instant.optional(),
  resumedBy: stamp.optional(),
  resumeReason: z.string().optional(),
  /** Coupons asked for and refused while it stood. */
  refused: z.int(),
  delivery: deliverySchema,
});
export type PauseRecord = z.infer<typeof pauseSchema>;

/** What the person who paused is shown beside the pause that stands. */
export const receiptSchema = z.object({
  pauseId: z.string(),
  version: z.int(),
  committedAt: instant,
  by: stamp,
  lastCoupon: lastCouponSchema.nullable(),
  extendedDays: z.int(),
  /** The soonest expiry of an open coupon; null when none expires. */
  firstExpiry: instant.nullable(),
  refused: z.int(),
  delivery: deliverySchema,
  /** Nothing has changed since this very pause: undoing puts back exactly what was. */
  canUndo: z.boolean(),
});
export type PauseReceipt = z.infer<typeof receiptSchema>;

/** A lane that serves flags now, and the frontends connected to it. */
export const frontendsSchema = z.object({
  lanes: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(["gateway", "dashboard"]),
      version: z.int(),
      /** Milliseconds since the database last confirmed what it serves. */
      snapshotAgeMs: z.int(),
      startedAt: instant,
    }),
  ),
  /** By key; keys that may read flags and have nobody connected are 0. */
  keys: z.array(
    z.object({ id: z.string(), name: z.string(), frontends: z.int(), lastUsedAt: instant.nullable() }),
  ),
});
export type Frontends = z.infer<typeof frontendsSchema>;
