import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import type { Frontends } from "../pause-view";

type Row = {
  id: string;
  kind: string;
  version: bigint;
  snapshot_age_ms: number;
  streams: Record<string, number>;
  started_at: Date;
};

/** The lanes that serve flags now and the frontends connected to them, by key. */
export async function listFrontends(actor: Actor): Promise<Result<Frontends>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const [lanes, keys] = await Promise.all([
    db().$queryRaw<Row[]>`
      SELECT id, kind, version, snapshot_age_ms, streams, started_at FROM lane
      WHERE seen_at > now() - interval '6 seconds' ORDER BY kind, started_at`,
    db().apiKey.findMany({
      where: { revokedAt: null, scopes: { has: "flags:read" } },
      orderBy: { createdAt: "asc" },
      select: { id: true, name: true, lastUsedAt: true },
    }),
  ]);
  const connected = (keyId: string) => lanes.reduce((sum, { streams }) => sum + (streams[keyId] ?? 0), 0);
  return ok({
    lanes: lanes.map((lane) => ({
      id: lane.id,
      kind: lane.kind === "gateway" ? "gateway" : "dashboard",
      version: Number(lane.version),
      snapshotAgeMs: lane.snapshot_age_ms,
      startedAt: lane.started_at.toISOString(),
    })),
    keys: keys.map(({ id, name, lastUsedAt }) => ({
      id,
      name,
      frontends: connected(id),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    })),
  });
}
