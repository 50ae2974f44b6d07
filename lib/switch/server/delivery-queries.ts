import "server-only";
import { db } from "../../platform/db";
import { latencyQuantile, sumLatencies } from "../latency";
import type { Delivery } from "../pause-view";

/** Nobody was connected. */
export const nobody: Delivery = {
  connected: 0,
  seen: 0,
  p50Ms: null,
  p99Ms: null,
  slowestMs: null,
  waiting: [],
};

type Row = {
  version: bigint;
  keyId: string;
  connected: number;
  seen: number;
  slowestMs: number | null;
  latencies: number[];
};

function toDelivery(rows: Row[], names: Map<string, string>): Delivery {
  const latencies = sumLatencies(rows.map((row) => row.latencies));
  const waiting = new Map<string, number>();
  for (const { keyId, connected, seen } of rows) {
    const left = connected - seen;
    const name = names.get(keyId) ?? "a key that is gone";
    if (left > 0) waiting.set(name, (waiting.get(name) ?? 0) + left);
  }
  const slowest = rows.map(({ slowestMs }) => slowestMs).filter((ms) => ms !== null);
  const slowestMs = slowest.length ? Math.max(...slowest) : null;
  // a bucket's edge may lie beyond what was really the slowest
  const within = (ms: number | null) => (ms === null || slowestMs === null ? ms : Math.min(ms, slowestMs));
  return {
    connected: rows.reduce((sum, { connected }) => sum + connected, 0),
    seen: rows.reduce((sum, { seen }) => sum + seen, 0),
    p50Ms: within(latencyQuantile(latencies, 0.5)),
    p99Ms: within(latencyQuantile(latencies, 0.99)),
    slowestMs,
    waiting: [...waiting].map(([key, frontends]) => ({ key, frontends })),
  };
}

/** How each of these versions reached the frontends; versions that reached nobody are absent. */
export async function getDeliveries(versions: bigint[]): Promise<Map<bigint, Delivery>> {
  const rows = await db().flagDelivery.findMany({
    where: { version: { in: versions } },
    select: {
      version: true,
      keyId: true,
      connected: true,
      seen: true,
      slowestMs: true,
      latencies: true,
    },
  });
  const keyIds = [...new Set(rows.map(({ keyId }) => keyId))];
  const keys = await db().apiKey.findMany({
    where: { id: { in: keyIds } },
    select: { id: true, name: true },
  });
  const names = new Map(keys.map(({ id, name }) => [id, name]));
  // Map.groupBy came with Node 21
  const byVersion = new Map<bigint, Row[]>();
  for (const row of rows) byVersion.set(row.version, [...(byVersion.get(row.version) ?? []), row]);
  return new Map([...byVersion].map(([version, group]) => [version, toDelivery(group, names)]));
}
