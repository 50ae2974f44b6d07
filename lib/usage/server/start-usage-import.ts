import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize, stampOf } from "../../auth";
import type { Job } from "../../campaigns";
import { startedJob, stopJobBy } from "../../campaigns/server";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { findJob } from "../../platform/job-queries";
import { startJob } from "../../platform/job-store";
import type { UsageImport } from "../usage-import";
import { CHECK_KIND, IMPORT_KIND, type ImportParams } from "./import-jobs";
import { findUpload, noSuchImport, readUsageImport } from "./usage-import-queries";
import { deleteUnkeptPieces, letGo, saveJob, takeImport } from "./usage-import-store";

const patience = { maxWait: 5_000, timeout: 20_000 };

/**
 * Has an uploaded file read by the worker: `dryRun` only says what would be loaded. Starting again what was started is no
 * error and gives its job; one that failed is begun anew. `not_found`; `invalid_transition` when the file is gone.
 */
export async function startUsageImport(
  actor: Actor,
  id: string,
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<Result<Job>> {
  const may = authorize(actor, "import_usage");
  if (!may.ok) return may;
  const upload = await readUsageImport(id);
  if (!upload.ok) return upload;
  const started = await db().$transaction(async (tx): Promise<Result<string>> => {
    const held = await takeImport(tx, id);
    if (!held) return noSuchImport(id);
    const before = dryRun ? held.check_job_id : held.job_id;
    if (before && (await findJob(before))?.status !== "failed") return ok(before);
    if (!held.bytes_kept)
      return refuse(
        "invalid_transition",
        `${held.file_name} is not here any more: files are kept for a day. Send it again.`,
      );
    const params: ImportParams = { importId: id };
    const kind = dryRun ? CHECK_KIND : IMPORT_KIND;
    const jobId = await startJob(tx, { kind, params, total: 0, by: stampOf(actor) });
    await saveJob(tx, id, jobId, dryRun);
    if (!dryRun)
      await recordAudit(tx, actor, {
        action: "usage.import_started",
        target: { kind: "usage", id },
        after: {
          file: held.file_name,
          sha256: held.sha256,
          bytes: Number(held.bytes),
          ...held.options,
          format: held.format,
          job: jobId,
        },
      });
    return ok(jobId);
  }, patience);
  return started.ok ? ok(await startedJob(started.value)) : started;
}

/**
 * Stops what works on a file after the batch under way, and forgets the file; what was loaded stays. Once it is over it
 * changes nothing. `not_found`.
 */
export async function cancelUsageImport(actor: Actor, id: string): Promise<Result<UsageImport>> {
  const may = authorize(actor, "import_usage");
  if (!may.ok) return may;
  const upload = await readUsageImport(id);
  if (!upload.ok) return upload;
  const row = await findUpload(id);
  await db().$transaction(async (tx) => {
    // the job's row first, as a batch takes them
    for (const jobId of [row?.checkJobId, row?.jobId]) if (jobId) await stopJobBy(tx, actor, jobId);
    if (await takeImport(tx, id)) await letGo(tx, id);
  }, patience);
  await deleteUnkeptPieces();
  return readUsageImport(id);
}
