import "server-only";
import { db } from "../../platform/db";

/** What one lane knows of the delivery of a version to the frontends of one key. */
export type LaneDelivery = {
  /** Frontends with an open stream when the version came. */
  connected: number;
  /** Of these, how many have fetched it. */
  seen: number;
  /** Milliseconds from the commit to the slowest fetch so far; null before the first. */
  slowestMs: number | null;
  /** See lib/switch/latency.ts. */
  latencies: number[];
};

/** Notes how far a version has come on one lane. Figures only rise. */
export async function saveDeliveries(
  laneId: string,
  version: number,
  rows: (LaneDelivery & { keyId: string })[],
): Promise<void> {
  for (const { keyId, connected, seen, slowestMs, latencies } of rows) {
    await db().flagDelivery.upsert({
      where: { version_laneId_keyId: { version, laneId, keyId } },
      create: { version, laneId, keyId, connected, seen, slowestMs, latencies },
      update: { connected, seen, slowestMs, latencies, updatedAt: new Date() },
    });
  }
}
