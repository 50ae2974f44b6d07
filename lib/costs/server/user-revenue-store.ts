import "server-only";
import { type Actor, stampOf } from "../../auth";
import type { Tx } from "../../platform/db";

const REVENUE_LOCK = 731_207;

/** One is set at a time, so that the audit tells what really stood before. */
export async function takeRevenueLock(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${REVENUE_LOCK}::bigint)`;
}

export function insertUserRevenue(
  tx: Tx,
  actor: Actor,
  revenue: {
    month: string;
    campaign: string;
    revenueMicros: bigint | null;
    currency: string;
    reason: string | null;
  },
) {
  const { month, ...rest } = revenue;
  const { kind, id, name } = stampOf(actor);
  return tx.userRevenue.create({
    data: {
      ...rest,
      effectiveMonth: new Date(`${month}-01T00:00:00Z`),
      setByKind: kind,
      setById: id,
      setByName: name,
    },
  });
}
