import { z } from "zod";

/** A rehearsal of the switch, end to end: what the product's own canary saw on each lane. */
export const drillSchema = z.object({
  id: z.uuid(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
  askedBy: z.object({ kind: z.enum(["person", "key", "system"]), id: z.string(), name: z.string() }),
  status: z.enum(["running", "passed", "failed"]),
  /** Milliseconds from the commit to the canary's own fetch of the new value. */
  lanes: z.array(z.object({ lane: z.enum(["gateway", "dashboard"]), ms: z.int() })),
  /** What went wrong, and where. */
  error: z.string().optional(),
});
export type Drill = z.infer<typeof drillSchema>;
export type DrillLane = Drill["lanes"][number];

/** The test flag: there only while a rehearsal runs, so no frontend ever depends on it. */
export const DRILL_FLAG = "promotions-drill";

const WEEK_MS = 7 * 24 * 3_600_000;
/** Monday 5 January 1970, 10:00 UTC: a working hour in most of the world, and people are there to see it fail. */
const FIRST_SLOT_MS = 4 * 24 * 3_600_000 + 10 * 3_600_000;

/** The weekly moment (Mondays, 10:00 UTC) that lies last before `now`. */
export function lastSlot(now: Date): Date {
  const weeks = Math.floor((now.getTime() - FIRST_SLOT_MS) / WEEK_MS);
  return new Date(FIRST_SLOT_MS + weeks * WEEK_MS);
}

/**
 * Whether a rehearsal is due: none began since the last slot. An installation's first week (`since` = when it was set
 * up, null = unknown) has none: nobody has connected a frontend yet.
 */
export function isDrillDue(now: Date, lastStartedAt: Date | null, since: Date | null): boolean {
  const slot = lastSlot(now);
  const first = lastStartedAt ?? since;
  return first !== null && first < slot;
}
