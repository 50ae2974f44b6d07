import "server-only";
import { randomBytes } from "node:crypto";
import { type Actor, type ActorStamp, stampOf } from "../../auth";
import { hashKey } from "../../auth/server";
import type { Tx } from "../../platform/db";
import { db } from "../../platform/db";
import type { Drill, DrillLane } from "../drill";

type Row = {
  id: string;
  startedAt: Date;
  endedAt: Date | null;
  askedByKind: string;
  askedById: string;
  askedByName: string;
  status: string;
  lanes: unknown;
  error: string | null;
};

export function toDrill(row: Row): Drill {
  return {
    id: row.id,
    startedAt: row.startedAt.toISOString(),
    ...(row.endedAt === null ? {} : { endedAt: row.endedAt.toISOString() }),
    askedBy: { kind: row.askedByKind as ActorStamp["kind"], id: row.askedById, name: row.askedByName },
    status: row.status as Drill["status"],
    lanes: row.lanes as DrillLane[],
    ...(row.error === null ? {} : { error: row.error }),
  };
}

/** A process that died in the middle leaves a row behind: after two minutes it counts as failed. */
export async function giveUpLostDrills(tx: Tx): Promise<number> {
  return tx.$executeRaw`
    UPDATE drill SET status = 'failed', ended_at = clock_timestamp(),
      error = 'The process that ran it ended before it was done.'
    WHERE status = 'running' AND started_at < clock_timestamp() - interval '2 minutes'`;
}

/** null when another one runs. */
export async function beginDrill(tx: Tx, by: Actor): Promise<string | null> {
  const { kind, id, name } = stampOf(by);
  const rows = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO drill (id, started_at, asked_by_kind, asked_by_id, asked_by_name)
    VALUES (gen_random_uuid(), clock_timestamp(), ${kind}, ${id}, ${name})
    ON CONFLICT DO NOTHING RETURNING id`;
  return rows[0]?.id ?? null;
}

export async function turnDrillFlagOff(tx: Tx, id: string): Promise<void> {
  await tx.drill.update({ where: { id }, data: { flagOn: false } });
}

export async function endDrill(tx: Tx, id: string, lanes: DrillLane[], error: string | null): Promise<Drill> {
  const row = await tx.drill.update({
    where: { id },
    data: { status: error === null ? "passed" : "failed", endedAt: new Date(), lanes, error },
  });
  return toDrill(row);
}

/** The canary's key is there and may read flags and nothing else. One that somebody revoked stays revoked. */
export async function keepCanaryKey(key: string): Promise<void> {
  const hash = hashKey(key);
  await db().apiKey.upsert({
    where: { hash },
    update: {},
    create: {
      name: "Canary of the weekly drill",
      prefix: key.slice(0, 8),
      hash,
      scopes: ["flags:read"],
      allowedOrigins: [],
      publicId: `pc_${hash.slice(0, 12)}`,
      streamToken: `st_${randomBytes(24).toString("hex")}`,
      createdBy: "Sluice",
    },
  });
}
