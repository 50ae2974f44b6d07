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

const server = serve({ fetch: createMachineApi().fetch, port, hostname: HOST }, () => {
  log.info({ port }, "the gateway serves");
  process.send?.("ready");
}) as Server;
// streams stay open; Node's default would cut a request after five minutes
server.requestTimeout = 0;
server.keepAliveTimeout = 75_000;

/** Streams go over this time, so that their clients do not all come back at once. */
const DRAIN_MS = 1_000;

let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(0), 6_000).unref();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await streamHub().drain(DRAIN_MS);
  server.closeIdleConnections();
  await closed;
  stopLanePresence();
  closeStreamHub();
  await Promise.all([closeFlagServer(), closeCouponLanes()]);
  await closeDatabase();
  process.exit(0);
}
for (const signal of ["SIGINT", "SIGTERM", "disconnect"] as const) process.on(signal, stop);
