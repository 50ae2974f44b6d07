import "server-only";
import { db } from "../../platform/db";
import type { Delivery } from "../switch-view";

/** Notes how far a version has come on one lane. Figures only rise. */
export async function saveDeliveries(
  laneId: string,
  version: number,
  rows: (Delivery & { keyId: string })[],
): Promise<void> {
  for (const { keyId, connected, seen, slowestMs } of rows) {
    await db().flagDelivery.upsert({
      where: { version_laneId_keyId: { version, laneId, keyId } },
      create: { version, laneId, keyId, connected, seen, slowestMs },
      update: { connected, seen, slowestMs, updatedAt: new Date() },
    });
  }
}
