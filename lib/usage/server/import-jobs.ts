import "server-only";
import { randomUUID } from "node:crypto";
import { recordAudit } from "../../audit/server";
import type { ActorStamp } from "../../auth";
import type { Tx } from "../../platform/db";
import { EnvironmentError } from "../../platform/env";
import { JobFailure, type JobStep, type OpenJob } from "../../platform/job";
import type { JobKinds } from "../../platform/jobs";
import { MOST_REJECTIONS_KEPT } from "../usage-import";
import { noRows } from "./file-import";
import { planFile } from "./file-rows";
import { ImportRun, type RunPlace } from "./import-run";
import { findUpload, readPieces } from "./usage-import-queries";
import { saveRowRejections, saveSummary } from "./usage-import-store";

export const CHECK_KIND = "check_usage";
export const IMPORT_KIND = "import_usage";
export type ImportParams = { importId: string };

/** What stands in the job's row: where it is, and which process has the file open until when. */
type Place = RunPlace & { runner: string; until: number };

const BATCH_MS = 500;
/** Another process takes an import over when its own was silent for so long. */
const LEASE_MS = 15_000;
/** Each numbers its rows in a table of 50 MB. */
const MOST_OPEN = 2;
/** A run whose job was stopped meanwhile gives its memory back. */
const IDLE_MS = 30_000;

const runner = randomUUID();
type OpenRun = { run: ImportRun; totalBytes: number; fileName: string; idle: NodeJS.Timeout };
const open = new Map<string, OpenRun>();

async function closeRun(jobId: string): Promise<void> {
  const held = open.get(jobId);
  if (!held) return;
  open.delete(jobId);
  clearTimeout(held.idle);
  // a file that broke off in the middle cannot be closed twice
  await held.run.close().catch(() => undefined);
}

function rest(jobId: string): NodeJS.Timeout {
  return setTimeout(() => void closeRun(jobId), IDLE_MS).unref();
}

async function openRun(job: OpenJob, place: Place | null): Promise<OpenRun | null> {
  const held = open.get(job.id);
  // what it did last may not have been committed, or another process went on meanwhile
  const isWhereItWas = held?.run.place.summary.rows === (place?.summary.rows ?? 0);
  if (held && isWhereItWas) {
    clearTimeout(held.idle);
    held.idle = rest(job.id);
    return held;
  }
  await closeRun(job.id);
  if (open.size >= MOST_OPEN) return null;
  const { importId } = job.params as ImportParams;
  const row = await findUpload(importId);
  if (!row?.bytesKept) throw new JobFailure("The file is not here any more. Send it again.");
  const options = row.options as never;
  const nowMicros = row.createdAt.getTime() * 1000;
  const source = { name: row.fileName, bytes: Number(row.bytes), open: () => readPieces(importId) };
  const plan = await planFile(source, options, nowMicros);
  if (!plan.ok) throw new JobFailure(plan.error);
  const isDry = job.kind === CHECK_KIND;
  const from = place ?? { summary: noRows, first: null, last: null, shiftMicros: null };
  const { summary } = from;
  const keptBefore = Math.min(summary.rejected, MOST_REJECTIONS_KEPT);
  const run = new ImportRun({ plan: plan.value, options, isDry, nowMicros, keptBefore }, from);
  const opened = { run, totalBytes: source.bytes, fileName: row.fileName, idle: rest(job.id) };
  open.set(job.id, opened);
  return opened;
}

async function clockOf(tx: Tx): Promise<number> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  return row?.now.getTime() ?? 0;
}

/** Sentences for what a person can mend; the rest is tried again. */
function toFailure(error: unknown): unknown {
  if (error instanceof EnvironmentError) return new JobFailure(error.message);
  if (/^Z_/.test((error as { code?: string }).code ?? ""))
    return new JobFailure(
      "The file is damaged: what it packs with gzip breaks off. What was read before stays.",
    );
  return error;
}

/** How many rows there will be, by the share of bytes that is read. */
function guessTotal(rows: number, bytes: number, totalBytes: number): number {
  return bytes > 0 ? Math.max(rows, Math.round((rows * totalBytes) / bytes)) : rows;
}

/** One batch: half a second of reading and writing. `done` counts rows read, the refused ones too. */
async function importBatch(tx: Tx, job: OpenJob): Promise<JobStep> {
  const place = job.place as Place | null;
  const now = await clockOf(tx);
  if (place && place.runner !== runner && place.until > now) return { did: 0, next: "waiting" };
  try {
    const opened = await openRun(job, place);
    if (!opened) return { did: 0, next: "waiting" };
    const { run, totalBytes, fileName } = opened;
    const isOver = await run.work(BATCH_MS);
    const { summary } = run.place;
    const { importId } = job.params as ImportParams;
    const isDry = job.kind === CHECK_KIND;
    await saveRowRejections(tx, job.id, run.takeRejections());
    await saveSummary(tx, importId, summary, isDry);
    if (isOver) {
      await closeRun(job.id);
      if (!isDry)
        await recordAudit(tx, job.by as ActorStamp, {
          action: "usage.imported",
          target: { kind: "usage", id: importId },
          after: { file: fileName, job: job.id, ...summary },
        });
    }
    return {
      did: summary.rows - job.done,
      rejected: summary.rejected - (place?.summary.rejected ?? 0),
      place: { ...run.place, runner, until: now + LEASE_MS } satisfies Place,
      total: guessTotal(summary.rows, run.bytes, totalBytes),
      next: isOver ? "finished" : "more",
    };
  } catch (error) {
    await closeRun(job.id);
    throw toFailure(error);
  }
}

/** What usage knows to do as jobs. */
export const usageJobs: JobKinds = { [CHECK_KIND]: importBatch, [IMPORT_KIND]: importBatch };
