import "server-only";
import { serve } from "@hono/node-server";
import { closeDatabase } from "../platform/db";
import { gatewayPort, readEnv } from "../platform/env";
import { log } from "../platform/log";
import { createMachineApi } from "./machine-api";

const { HOST } = readEnv("HOST", "DATABASE_URL", "AUTH_SECRET");
const port = gatewayPort();

const server = serve({ fetch: createMachineApi().fetch, port, hostname: HOST }, () => {
  log.info({ port }, "the gateway serves");
  process.send?.("ready");
}) as import("node:http").Server;
// streams stay open; Node's default would cut a request after five minutes
server.requestTimeout = 0;
server.keepAliveTimeout = 75_000;

let stopping = false;
function stop() {
  if (stopping) return;
  stopping = true;
  server.close(() => closeDatabase().finally(() => process.exit(0)));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), 3_000).unref();
}
for (const signal of ["SIGINT", "SIGTERM", "disconnect"] as const) process.on(signal, stop);
