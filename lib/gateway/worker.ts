import "server-only";
import { forgetOldSignIns } from "../auth/server";
import { campaignJobs, carryOutDueMoves } from "../campaigns/server";
import { keepUpUserDays, learnServeBasis, sendDueReports, trueUpCampaigns } from "../costs/server";
import { countSharedCoupons, couponJobs, expireCoupons, freeHeldCoupons } from "../coupons/server";
import { forgetOldAnswers } from "../entry";
import { evaluateGuardrails } from "../guardrails/server";
import { closeDatabase } from "../platform/db";
import { isDemo, readEnv } from "../platform/env";
import { workJobs } from "../platform/jobs";
import { log } from "../platform/log";
import { carryOutReferrals } from "../referrals/server";
import { carryOutRetention } from "../subjects/server";
import { carryOutDueDrill, carryOutDueResume, forgetOldDeliveries } from "../switch/server";
import {
  carryOutReratings,
  dropOldMonths,
  forgetOldUploads,
  settleUsage,
  usageJobs,
  warmUsageReports,
} from "../usage/server";
import { SYNTHETIC_TICK_MS, SyntheticChatbot } from "./synthetic-chatbot";
import { startTicking } from "./ticking";

readEnv("DATABASE_URL");

// each on its own clock: a slow one never holds up a due resume
const jobs = [
  startTicking("due moves", 500, carryOutDueMoves),
  startTicking("due resume", 500, carryOutDueResume),
  startTicking("weekly drill", 60_000, carryOutDueDrill),
  startTicking("guardrails", 5_000, evaluateGuardrails),
  startTicking("referrals", 500, carryOutReferrals),
  startTicking("expired coupons", 1_000, expireCoupons),
  startTicking("holds that are over", 1_000, freeHeldCoupons),
  startTicking("what coupons share", 5_000, countSharedCoupons),
  startTicking("what users cost to serve", 5_000, () => learnServeBasis()),
  startTicking("what campaigns cost to serve", 3_000, () => trueUpCampaigns()),
  startTicking("long work", 250, () => workJobs({ ...campaignJobs, ...couponJobs, ...usageJobs }, 5_000)),
  startTicking("old answers", 60_000, forgetOldAnswers),
  startTicking("old sign-ins", 600_000, forgetOldSignIns),
  startTicking("old deliveries", 600_000, forgetOldDeliveries),
  startTicking("old usage files", 10_000, forgetOldUploads),
  startTicking("retention", 3_600_000, carryOutRetention),
  startTicking("rows of old months", 3_600_000, () => dropOldMonths()),
  startTicking("unpriced usage", 5_000, () => settleUsage({ forMs: 10_000 })),
  startTicking("reratings", 2_000, () => carryOutReratings({ forMs: 10_000 })),
  startTicking("reports by e-mail", 5_000, () => sendDueReports()),
  startTicking("usage reports", 10 * 60_000, () => warmUsageReports()),
  startTicking("days of users", 10 * 60_000, () => keepUpUserDays()),
];
if (isDemo()) {
  const chatbot = new SyntheticChatbot();
  jobs.push(startTicking("synthetic chatbot", SYNTHETIC_TICK_MS, () => chatbot.live()));
}
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
