import "server-only";
import type { Actor } from "../../auth";
import { readEnv } from "../../platform/env";
import { earlierBucket, floorToBucket, type Interval, nextBucket } from "../calendar";
import { getUsageReport } from "./get-usage-report";

const schedule: Actor = { kind: "system", id: "schedule", name: "Schedule" };
const warmed: [Interval, buckets: number][] = [
  ["day", 31],
  ["month", 12],
];

/**
 * Makes the spans that the usual reports read, in the reporting time zone, so that no person waits for it. For the
 * worker, every quarter of an hour or so; what is made already costs next to nothing.
 */
export async function warmUsageReports(now: Date = new Date()): Promise<void> {
  const { REPORTING_TIME_ZONE: zone } = readEnv("REPORTING_TIME_ZONE");
  for (const [interval, buckets] of warmed) {
    const current = floorToBucket(now.getTime(), interval, zone);
    const from = new Date(earlierBucket(current, interval, zone, buckets - 1)).toISOString();
    const to = new Date(nextBucket(current, interval, zone)).toISOString();
    await getUsageReport(schedule, { from, to, interval, timeZone: zone });
  }
}
