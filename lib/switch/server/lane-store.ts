import "server-only";
import { db } from "../../platform/db";

export type LaneRow = {
  id: string;
  kind: string;
  version: number;
  snapshotAgeMs: number;
  streams: Record<string, number>;
  startedAt: Date;
};

/** Says that this lane is here, by the database's clock. */
export async function saveLane({
  id,
  kind,
  version,
  snapshotAgeMs,
  streams,
  startedAt,
}: LaneRow): Promise<void> {
  await db().$executeRaw`
    INSERT INTO lane (id, kind, version, snapshot_age_ms, streams, started_at, seen_at)
    VALUES (${id}, ${kind}, ${version}, ${snapshotAgeMs}, ${JSON.stringify(streams)}::jsonb, ${startedAt}, now())
    ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version, snapshot_age_ms = EXCLUDED.snapshot_age_ms,
      streams = EXCLUDED.streams, seen_at = EXCLUDED.seen_at`;
}

/** Forgets lanes that are gone for an hour, and deliveries of versions that no pause remembers after a week. */
export async function forgetOldDeliveries(): Promise<void> {
  await db().$executeRaw`DELETE FROM lane WHERE seen_at < now() - interval '1 hour'`;
  await db().$executeRaw`
    DELETE FROM flag_delivery d WHERE d.updated_at < now() - interval '7 days'
      AND NOT EXISTS (SELECT 1 FROM pause p WHERE p.version = d.version)`;
}
