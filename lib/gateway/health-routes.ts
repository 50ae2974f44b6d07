import "server-only";
import { z } from "zod";
import { type ApiRoute, defineRoute } from "../entry";
import { ok } from "../kernel/result";
import { pool } from "../platform/db";
import { flagServer } from "../switch/server";

const READY_MS = 1_000;
/** Older than this the snapshot is late: notifications and polls have both failed for a while. */
const LATE_MS = 3_000;

async function databaseAnswers(): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), READY_MS);
  });
  const answer = pool()
    .query("SELECT version FROM change_version")
    .then((result) => result.rowCount === 1)
    .catch(() => false);
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

const readiness = z.object({
  status: z.enum(["ready", "not_ready"]),
  /** What is not ready, in words; empty when all is. */
  notReady: z.array(z.string()),
  database: z.enum(["up", "down"]),
  snapshot: z.object({
    version: z.int().nullable(),
    /** Milliseconds since the database last confirmed the version served; null before the first time. */
    ageMs: z.int().nullable(),
    /** Whether notifications arrive; without them changes are seen by asking every second. */
    listening: z.boolean(),
  }),
});

async function checkReadiness(): Promise<z.infer<typeof readiness>> {
  const server = flagServer();
  const [up] = await Promise.all([databaseAnswers(), server.ready()]);
  const { version, ageMs, listening } = server.health();
  const age = Number.isFinite(ageMs) ? Math.round(ageMs) : null;
  const notReady: string[] = [];
  if (!up) notReady.push("the database does not answer");
  if (age === null) notReady.push("the flags were never read");
  else if (age > LATE_MS) notReady.push(`the flags were last confirmed ${age} ms ago`);
  return {
    status: notReady.length ? "not_ready" : "ready",
    notReady,
    database: up ? "up" : "down",
    snapshot: { version, ageMs: age, listening },
  };
}

/** For load balancers and supervisors; open to all, and telling nothing that is not. */
export const healthRoutes: ApiRoute[] = [
  defineRoute({
    method: "get",
    path: "/api/health/live",
    id: "getLiveness",
    tag: "health",
    summary: "This process runs",
    scope: "open",
    answers: { 200: { description: "It does", schema: z.object({ status: z.literal("live") }) } },
    handle: async () => ok({ status: 200, body: { status: "live" } }),
  }),
  defineRoute({
    method: "get",
    path: "/api/health/ready",
    id: "getReadiness",
    tag: "health",
    summary: "This process can serve, and how old its flags are",
    scope: "open",
    answers: {
      200: { description: "Ready", schema: readiness },
      503: { description: "Not ready, and what is not", schema: readiness },
    },
    handle: async () => {
      const state = await checkReadiness();
      const headers: Record<string, string> = state.status === "ready" ? {} : { "retry-after": "1" };
      return ok({ status: state.status === "ready" ? 200 : 503, body: state, headers });
    },
  }),
];
