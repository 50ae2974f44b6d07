import "server-only";
import { readEnv } from "../platform/env";
import { createGate } from "./in-flight";

// Next may load this module more than once in a process; the connections are one pool
const held = globalThis as unknown as { sluiceReportGate?: ReturnType<typeof createGate> };

/** The gate of this process before reports and exports: half of the pool's connections. */
export function reportGate(): ReturnType<typeof createGate> {
  held.sluiceReportGate ??= createGate(Math.max(1, readEnv("DATABASE_POOL_MAX").DATABASE_POOL_MAX >> 1));
  return held.sluiceReportGate;
}
