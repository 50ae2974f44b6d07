import { z } from "zod";

/** Months without a sign of a chatbot user after which it is erased; "never" keeps it. */
export const retentionMonths = ["never", "3", "6", "13", "25", "37"] as const;
export type Retention = (typeof retentionMonths)[number];

export const retentionInput = z.strictObject({
  months: z.enum(retentionMonths, "choose one of the list"),
  confirmed: z.literal("yes").optional(),
});

/** What was last seen before this is erased; months of the calendar, in UTC. Null when nothing is. */
export function retentionCutoff(retention: Retention, now: Date): Date | null {
  if (retention === "never") return null;
  const cutoff = new Date(now);
  const day = now.getUTCDate();
  cutoff.setUTCDate(1);
  cutoff.setUTCMonth(cutoff.getUTCMonth() - Number(retention));
  const lastDay = new Date(Date.UTC(cutoff.getUTCFullYear(), cutoff.getUTCMonth() + 1, 0)).getUTCDate();
  cutoff.setUTCDate(Math.min(day, lastDay));
  return cutoff;
}
