import "server-only";
import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { closeCouponLanes } from "../coupons/server";
import { closeDatabase } from "../platform/db";
import { gatewayPort, readEnv } from "../platform/env";
import { log } from "../platform/log";
import {
  closeFlagServer,
  closeStreamHub,
  flagServer,
  startLanePresence,
  stopLanePresence,
  streamHub,
} from "../switch/server";
import { createMachineApi } from "./machine-api";

const { HOST } = readEnv("HOST", "DATABASE_URL");
const port = gatewayPort();

// the flags are read before the first question, and served without the database afterwards
flagServer();
streamHub();
startLanePresence("gateway");

// Who sends a byte now and then holds a connection no longer than these; an answer, such as a stream, may take as long
// as it likes. A pooled connection outlives the idle limits of proxies.
const serverOptions = {
  headersTimeout: 10_000,
  requestTimeout: 120_000,
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: 75_000,
};
const server = serve({ fetch: createMachineApi().fetch, port, hostname: HOST, serverOptions }, () => {
  log.info({ port }, "the gateway serves");
  process.send?.("ready");
}) as Server;

/** Streams go over this time, so that their clients do not all come back at once. */
const DRAIN_MS = 1_000;
/** What was taken is finished within this; `npm run up` ends who is still there after eight seconds. */
const GRACE_MS = 7_000;
const SWEEP_MS = 25;

let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(0), GRACE_MS).unref();
  const closed = new Promise((resolve) => server.close(resolve));
  // a connection whose last answer has gone out would else be kept open for its next question
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  await streamHub().drain(DRAIN_MS);
  await closed;
  clearInterval(sweep);
  stopLanePresence();
  closeStreamHub();
  await Promise.all([closeFlagServer(), closeCouponLanes()]);
  await closeDatabase();
  process.exit(0);
}
for (const signal of ["SIGINT", "SIGTERM", "disconnect"] as const) process.on(signal, stop);
