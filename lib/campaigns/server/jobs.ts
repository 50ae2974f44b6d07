import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { parseCursor, toCursor, wrongCursor } from "../../kernel/cursor";
import { ok, type Result, refuse } from "../../kernel/result";
import { db, type Tx } from "../../platform/db";
import { findJob, findJobs, type JobFilter, listRejections, type ShownJob } from "../../platform/job-queries";
import { stopJob } from "../../platform/job-store";
import type { Job, JobKind, JobRejection } from "../job-view";

/** The wire form. */
export function toJob(job: ShownJob): Job {
  const { id, kind, status, campaign, done, total, rejected, ratePerSecond, error, by } = job;
  return {
    id,
    kind: kind as JobKind,
    status,
    ...(campaign === null ? {} : { campaign }),
    done,
    total,
    ...(rejected === 0 ? {} : { rejected }),
    ...(ratePerSecond === null ? {} : { ratePerSecond }),
    ...(error === null ? {} : { error }),
    startedBy: by.name,
    createdAt: job.createdAt.toISOString(),
    ...(job.finishedAt === null ? {} : { finishedAt: job.finishedAt.toISOString() }),
  };
}

function noSuchJob(id: string) {
  return refuse("not_found", `There is no job ${id.slice(0, 60)}.`);
}

/** A job that was just started, for whoever started it. */
export async function startedJob(id: string): Promise<Job> {
  const job = await findJob(id);
  if (!job) throw new Error("a job that was started is not there");
  return toJob(job);
}

/** How far a job is; `not_found`. */
export async function getJob(actor: Actor, id: string): Promise<Result<Job>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const job = await findJob(id);
  return job ? ok(toJob(job)) : noSuchJob(id);
}

/** Jobs, the newest first. */
export async function listJobs(
  actor: Actor,
  { cursor, limit = 50, ...filter }: JobFilter & { cursor?: string; limit?: number } = {},
): Promise<Result<{ data: Job[]; nextCursor: string | null }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  let before: { beforeSeq?: bigint } = {};
  if (cursor) {
    const parts = parseCursor(cursor, 1);
    if (!parts.ok) return parts;
    if (!/^\d{1,18}$/.test(parts.value[0] ?? "")) return wrongCursor();
    before = { beforeSeq: BigInt(parts.value[0] ?? 0) };
  }
  const rows = await findJobs(filter, { ...before, take: limit + 1 });
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return ok({
    data: data.map(toJob),
    nextCursor: rows.length > limit && last ? toCursor([String(last.seq)]) : null,
  });
}

const usageKinds: readonly string[] = ["check_usage", "import_usage"] satisfies JobKind[];

/** The refused rows of an import, in order; those of a usage file for whoever may import one. */
export async function listJobRejections(
  actor: Actor,
  id: string,
  { cursor, limit = 50 }: { cursor?: string; limit?: number } = {},
): Promise<Result<{ data: JobRejection[]; nextCursor: string | null }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const job = await findJob(id);
  if (!job) return noSuchJob(id);
  if (usageKinds.includes(job.kind)) {
    // rows of usage as they were sent, with whatever stood in them
    const mayImport = authorize(actor, "import_usage");
    if (!mayImport.ok) return mayImport;
  }
  let after = { afterRow: 0n, afterNth: -1 };
  if (cursor) {
    const parts = parseCursor(cursor, 2);
    if (!parts.ok) return parts;
    const [row = "", nth = ""] = parts.value;
    if (!/^\d{1,18}$/.test(row) || !/^\d{1,9}$/.test(nth)) return wrongCursor();
    after = { afterRow: BigInt(row), afterNth: Number(nth) };
  }
  const rows = await listRejections(id, { ...after, take: limit + 1 });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const nextCursor = rows.length > limit && last ? toCursor([String(last.row), String(last.nth)]) : null;
  return ok({ data: page.map(({ row, value, reason }) => ({ row, value, reason })), nextCursor });
}

/** Stops an open job in the transaction and writes who did; nothing when it is over. */
export async function stopJobBy(tx: Tx, actor: Actor, id: string): Promise<void> {
  if (!(await stopJob(tx, id))) return;
  // as the last batch left it: stopping waited for that
  const [row] = await tx.$queryRaw<{ kind: string; done: bigint; total: bigint; campaign: string | null }[]>`
    SELECT kind, done, total, campaign FROM job WHERE id = ${id}::uuid`;
  await recordAudit(tx, actor, {
    action: "job.cancelled",
    target: { kind: "job", id },
    after: {
      job: row?.kind,
      campaign: row?.campaign,
      done: Number(row?.done),
      total: Number(row?.total),
    },
  });
}

/**
 * Stops a job after the batch under way; what was done stays done. Cancelling what is over is no error and changes
 * nothing. `not_found`. What works on a usage file is stopped by whoever may import one.
 */
export async function cancelJob(actor: Actor, id: string): Promise<Result<Job>> {
  const may = authorize(actor, "write_campaigns");
  if (!may.ok) return may;
  const found = await findJob(id);
  if (!found) return noSuchJob(id);
  if (usageKinds.includes(found.kind)) {
    const mayImport = authorize(actor, "import_usage");
    if (!mayImport.ok) return mayImport;
  }
  await db().$transaction((tx) => stopJobBy(tx, actor, id), { maxWait: 5_000, timeout: 20_000 });
  const job = await findJob(id);
  return job ? ok(toJob(job)) : noSuchJob(id);
}
