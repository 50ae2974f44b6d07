import { z } from "zod";
import { periodName } from "./period";

export const reratingInput = z.strictObject({
  period: periodName,
  reason: z.string().trim().max(500, "may have at most 500 characters").optional(),
});
export type ReratingInput = z.input<typeof reratingInput>;

/** While it is one of these there is more to come of it. */
export const openReratings: Rerating["status"][] = ["counting", "proposed", "running"];

const change = z.object({ rows: z.int(), beforeMicros: z.string(), afterMicros: z.string() });

/** What pricing a month again changes: rows that would cost something else, before and after, in micro-units. */
export const reratingSchema = z.object({
  id: z.int(),
  period: z.string(),
  status: z.enum(["counting", "proposed", "running", "done", "withdrawn"]),
  reason: z.string().optional(),
  currency: z.string(),
  /** Rows looked at so far, in the step that is under way. */
  seenRows: z.int(),
  preview: change.extend({ models: z.array(change.extend({ model: z.string() })) }),
  /** What was booked so far. */
  corrected: z.object({ rows: z.int(), micros: z.string() }),
  proposedBy: z.string(),
  proposedById: z.string(),
  proposedAt: z.iso.datetime(),
  approvedBy: z.string().optional(),
  approvedAt: z.iso.datetime().optional(),
  doneAt: z.iso.datetime().optional(),
});
export type Rerating = z.infer<typeof reratingSchema>;

/** By model: rows, cost before and cost after, as text where they are large. */
export type ModelChanges = Record<string, [rows: number, before: string, after: string]>;

/** Adds a row's change to those of its model. */
export function addChange(changes: ModelChanges, model: string, before: bigint, after: bigint): void {
  // a model may be called "constructor" or "__proto__"
  const [rows, was, is] = (Object.hasOwn(changes, model) && changes[model]) || [0, "0", "0"];
  const value = [rows + 1, String(BigInt(was) + before), String(BigInt(is) + after)];
  Object.defineProperty(changes, model, { value, enumerable: true, configurable: true, writable: true });
}

/** The preview: all models, the one that changes most first, and their sum. */
export function toPreview(changes: ModelChanges): Rerating["preview"] {
  const size = (before: string, after: string) => {
    const delta = BigInt(after) - BigInt(before);
    return delta < 0n ? -delta : delta;
  };
  const models = Object.entries(changes)
    .map(([model, [rows, beforeMicros, afterMicros]]) => ({ model, rows, beforeMicros, afterMicros }))
    .sort((a, b) => {
      const [more, less] = [size(b.beforeMicros, b.afterMicros), size(a.beforeMicros, a.afterMicros)];
      return more > less ? 1 : more < less ? -1 : 0;
    });
  const sum = (field: "beforeMicros" | "afterMicros") =>
    String(models.reduce((total, one) => total + BigInt(one[field]), 0n));
  return {
    rows: models.reduce((total, { rows }) => total + rows, 0),
    beforeMicros: sum("beforeMicros"),
    afterMicros: sum("afterMicros"),
    models,
  };
}
