import "server-only";
import { carryOutDueMoves } from "../campaigns/server";
import { expireCoupons } from "../coupons/server";
import { closeDatabase } from "../platform/db";
import { readEnv } from "../platform/env";
import { log } from "../platform/log";
import { carryOutDueResume } from "../switch/server";
import { settleUsage } from "../usage/server";
import { startTicking } from "./ticking";

readEnv("DATABASE_URL");

// each on its own clock: a slow one never holds up a due resume
const jobs = [
  startTicking("due moves", 500, carryOutDueMoves),
  startTicking("due resume", 500, carryOutDueResume),
  startTicking("expired coupons", 5_000, expireCoupons),
  startTicking("unpriced usage", 5_000, () => settleUsage({ forMs: 10_000 })),
];
log.info("the worker works");
process.send?.("ready");

let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(0), 5_000).unref();
  await Promise.all(jobs.map((job) => job.stop()));
  await closeDatabase();
  process.exit(0);
}
for (const signal of ["SIGINT", "SIGTERM", "disconnect"] as const) process.on(signal, stop);
