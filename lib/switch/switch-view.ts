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
