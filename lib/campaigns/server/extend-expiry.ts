import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize, stampOf } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db, type Tx } from "../../platform/db";
import type { JobStep, OpenJob } from "../../platform/job";
import { startJob } from "../../platform/job-store";
import { driveJob, type JobKinds } from "../../platform/jobs";
import type { Job } from "../job-view";
import { loadCampaign } from "./campaign-store";
import { noSuchCampaign } from "./change-campaign";
import {
  countOpenCoupons,
  extendSome,
  isAnyLeft,
  isOlderJobOpen,
  nextCampaign,
  raisePauseDays,
} from "./extension-store";
import { startedJob } from "./jobs";

const KIND = "extend_expiry";
/** About 50 ms: a redemption of one of these coupons waits for it. */
const AT_ONCE = 2_000;
/** Whoever asks waits this long; the worker does the rest. */
const WAIT_MS = 3_000;
/** Coupons that expire this soon have their turn in a pass of their own, before all others. */
const SOON_MS = 3_600_000;

type Params = { days: number; at: string; campaignId: string | null };
type Place = { pass: "soon" | "rest"; campaignId: string | null; from: string };

/** What is extended: the coupons of one campaign, or all. */
export type ExtensionScope = { campaignId: string; key: string } | null;

async function start(tx: Tx, actor: Actor, scope: ExtensionScope, days: number, reason?: string) {
  const campaignId = scope?.campaignId ?? null;
  const { now, open } = await countOpenCoupons(tx, campaignId);
  const params: Params = { days, at: now.toISOString(), campaignId };
  const campaign = scope ? { campaign: scope.key } : {};
  const id = await startJob(tx, { kind: KIND, ...campaign, params, total: open, by: stampOf(actor) });
  await recordAudit(tx, actor, {
    action: "coupons.expiry_extended",
    target: scope ? { kind: "campaign", id: scope.key } : { kind: "switch", id: "promotions" },
    after: { days, open, job: id },
    reason: reason ?? null,
  });
  return id;
}

/**
 * In the pause's own transaction: has the open pause extend coupons by `days` in all (the same wish twice extends
 * once). Returns the job to wait for, null when there is nothing to add.
 */
export async function startPauseExtension(
  tx: Tx,
  actor: Actor,
  scope: ExtensionScope,
  days: number,
): Promise<string | null> {
  const added = await raisePauseDays(tx, scope?.campaignId ?? null, days);
  return added > 0 ? start(tx, actor, scope, added) : null;
}

const isSoon = (pass: Place["pass"], at: string) =>
  pass === "soon" ? new Date(Date.parse(at) + SOON_MS).toISOString() : null;

/** One batch: within a campaign the soonest expiry first, campaign after campaign, those that expire soon before all. */
async function extendBatch(tx: Tx, job: OpenJob): Promise<JobStep> {
  // a coupon remembers only the last job that extended it, so they go one after the other
  if (await isOlderJobOpen(tx, KIND, job.seq)) return { did: 0, next: "waiting" };
  const { days, at, campaignId: only } = job.params as Params;
  const place = (job.place as Place | null) ?? { pass: "soon", campaignId: null, from: at };
  const campaignId = place.campaignId ?? only ?? (await nextCampaign(tx, null, at));
  if (!campaignId) return { did: 0, next: "finished" };
  const of = { campaignId, days, at, seq: job.seq, from: place.from, until: isSoon(place.pass, at) };
  const { extended, last } = await extendSome(tx, of, AT_ONCE);
  if (extended > 0) {
    const next: Place = { pass: place.pass, campaignId, from: last ?? place.from };
    return { did: extended, place: next, next: "more" };
  }
  if (await isAnyLeft(tx, of)) return { did: 0, place, next: "more" };
  const following = only ? null : await nextCampaign(tx, campaignId, at);
  if (following)
    return { did: 0, place: { pass: place.pass, campaignId: following, from: at }, next: "more" };
  if (place.pass === "rest") return { did: 0, next: "finished" };
  return { did: 0, place: { pass: "rest", campaignId: null, from: at }, next: "more" };
}

/** What campaigns know to do as jobs. */
export const campaignJobs: JobKinds = { [KIND]: extendBatch };

/** Waits for a started extension, three seconds at most: it goes on without whoever waits. */
export async function awaitExtension(jobId: string): Promise<void> {
  await driveJob(jobId, campaignJobs, WAIT_MS);
}

/**
 * Gives all coupons of a campaign that are out and not expired `days` more, whatever its state. Answers when it is done
 * or after three seconds; the job then tells how far it is.
 */
export async function extendCampaign(
  actor: Actor,
  key: string,
  { days, reason }: { days: number; reason?: string | undefined },
): Promise<Result<Job>> {
  const may = authorize(actor, "write_campaigns");
  if (!may.ok) return may;
  const started = await db().$transaction(async (tx) => {
    const loaded = await loadCampaign(tx, key);
    return loaded && start(tx, actor, { campaignId: loaded.row.id, key: loaded.row.key }, days, reason);
  });
  if (!started) return noSuchCampaign(key);
  await awaitExtension(started);
  return ok(await startedJob(started));
}
