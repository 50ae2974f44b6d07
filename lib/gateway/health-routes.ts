import "server-only";
import { z } from "zod";
import { defineRoute } from "../entry";
import { ok } from "../kernel/result";
import { pool } from "../platform/db";

const READY_MS = 1_000;

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

export const healthRoutes = [
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
];

export { databaseAnswers };
