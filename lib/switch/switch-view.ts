import { z } from "zod";

const position = z.enum(["on", "paused"]);
const instant = z.iso.datetime();

/** The two global switches as they go out (contract); absent fields are left away. */
export const switchSchema = z.object({
  issuance: position,
  redemption: position,
  /** The version that flag readers see once this state holds; it only ever rises. */
  version: z.int(),
  reason: z.string().optional(),
  message: z.string().optional(),
  resumeAt: instant.optional(),
  /** When the flow was stopped or opened, and by whom. Amending a pause changes neither. */
  changedAt: instant,
  changedBy: z.object({ kind: z.enum(["person", "key", "system"]), id: z.string(), name: z.string() }),
});
export type Switch = z.infer<typeof switchSchema>;

/** What one lane knows of the delivery of a version to the frontends connected to it. */
export type Delivery = {
  /** Frontends with an open stream when the version came. */
  connected: number;
  /** Of these, how many have fetched it. */
  seen: number;
  /** Milliseconds from the commit to the slowest fetch so far; null before the first. */
  slowestMs: number | null;
};

/** What the person who paused is shown: what happened, when, and who has seen it. */
export type PauseReceipt = {
  pauseId: string;
  version: number;
  committedAt: string;
  by: { kind: string; id: string; name: string };
  lastCoupon: { id: string; at: string } | null;
  extendedDays: number;
  /** The soonest expiry of an open coupon; null when none expires. */
  firstExpiry: string | null;
  delivery: Delivery;
  /** Nothing has changed since this very pause: undoing puts back exactly what was. */
  canUndo: boolean;
};
