import "server-only";
import { randomUUID } from "node:crypto";
import type { Tx } from "./db";
import type { JobStarter, JobStep, OpenJob } from "./job";

type Row = {
  id: string;
  seq: bigint;
  kind: string;
  campaign: string | null;
  params: unknown;
  place: unknown;
  done: bigint;
  total: bigint;
  by_kind: string;
  by_id: string;
  by_name: string;
};

/** Queues a job in the transaction of the change that asked for it. Returns its id. */
export async function startJob(
  tx: Tx,
  job: { kind: string; campaign?: string; params: Record<string, unknown>; total: number; by: JobStarter },
): Promise<string> {
  const id = randomUUID();
  await tx.job.create({
    data: {
      id,
      kind: job.kind,
      campaign: job.campaign ?? null,
      params: job.params as never,
      total: BigInt(job.total),
      byKind: job.by.kind,
      byId: job.by.id,
      byName: job.by.name,
    },
  });
  return id;
}

/** How much there is to do, where that shows only while the job is being queued. */
export async function setTotal(tx: Tx, id: string, total: number): Promise<void> {
  await tx.job.update({ where: { id }, data: { total: BigInt(total) } });
}

/** Takes the job for this transaction; null when it is over, or another process is at it. */
export async function takeJob(tx: Tx, id: string): Promise<OpenJob | null> {
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT id, seq, kind, campaign, params, place, done, total, by_kind, by_id, by_name FROM job
    WHERE id = ${id}::uuid AND status IN ('queued', 'running') FOR UPDATE SKIP LOCKED`;
  if (!row) return null;
  const { id: jobId, seq, kind, campaign, params, place } = row;
  const by = { kind: row.by_kind, id: row.by_id, name: row.by_name };
  return {
    id: jobId,
    seq,
    kind,
    campaign,
    params,
    place,
    done: Number(row.done),
    total: Number(row.total),
    by,
  };
}

/** Writes how far the batch came, in the batch's own transaction. */
export async function saveStep(tx: Tx, job: OpenJob, step: JobStep, workedMs: number): Promise<void> {
  const finished = step.next === "finished";
  const done = job.done + step.did;
  // of a whole that was only guessed at the end knows better
  const total = finished ? done : (step.total ?? Math.max(job.total, done));
  const place = step.place === undefined ? job.place : step.place;
  await tx.$executeRaw`
    UPDATE job SET status = ${finished ? "done" : "running"}, done = ${done}::bigint, total = ${total}::bigint,
      rejected = rejected + ${step.rejected ?? 0}::bigint, place = ${JSON.stringify(place ?? null)}::jsonb,
      working_ms = working_ms + ${Math.round(workedMs)}::bigint, failures = 0,
      started_at = coalesce(started_at, clock_timestamp()),
      finished_at = CASE WHEN ${finished} THEN clock_timestamp() END
    WHERE id = ${job.id}::uuid`;
}

/** Counts a failed batch; the job is given up after `most` in a row, or at once with `forGood`. */
export async function saveFailure(
  tx: Tx,
  id: string,
  { error, forGood, most }: { error: string; forGood: boolean; most: number },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE job SET failures = failures + 1,
      status = CASE WHEN ${forGood} OR failures + 1 >= ${most}::int THEN 'failed' ELSE status END,
      error = CASE WHEN ${forGood} OR failures + 1 >= ${most}::int THEN ${error} ELSE error END,
      finished_at = CASE WHEN ${forGood} OR failures + 1 >= ${most}::int THEN clock_timestamp() END
    WHERE id = ${id}::uuid AND status IN ('queued', 'running')`;
}

/** Stops an open job after the batch under way; what was done stays. False when there was nothing to stop. */
export async function stopJob(tx: Tx, id: string): Promise<boolean> {
  const count = await tx.$executeRaw`
    UPDATE job SET status = 'cancelled', finished_at = clock_timestamp()
    WHERE id = ${id}::uuid AND status IN ('queued', 'running')`;
  if (count > 0) await tx.jobPart.deleteMany({ where: { jobId: id } });
  return count > 0;
}
