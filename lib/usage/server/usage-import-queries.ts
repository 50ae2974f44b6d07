import "server-only";
import { type Actor, authorize } from "../../auth";
import { toJob } from "../../campaigns/server";
import { toCsvLine } from "../../kernel/csv";
import { ok, type Result, refuse } from "../../kernel/result";
import { db, pool } from "../../platform/db";
import { findJob, listRejections } from "../../platform/job-queries";
import type { ImportFormat } from "../formats/names";
import type { UploadOptions } from "../import-input";
import type { ImportSummary, UsageImport } from "../usage-import";

const FIRST_REJECTED = 5;
const REJECTED_AT_ONCE = 1_000;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const noSuchImport = (id: string) =>
  refuse("not_found", `There is no usage import ${id.slice(0, 60)}.`);

type Row = NonNullable<Awaited<ReturnType<typeof findUpload>>>;

/** An upload that arrived, whatever became of it; null when there is none. */
export function findUpload(id: string) {
  return db().usageImport.findFirst({ where: { id, uploadedAt: { not: null } } });
}

/** The bytes of an upload, in pieces that the reader of rows likes. */
export async function* readPieces(id: string): AsyncGenerator<Uint8Array> {
  const SLICE = 65_536;
  for (let nth = 0; ; nth += 1) {
    const { rows } = await pool().query<{ bytes: Buffer }>(
      "SELECT bytes FROM usage_import_piece WHERE import_id = $1 AND nth = $2",
      [id, nth],
    );
    const [piece] = rows;
    if (!piece) return;
    for (let at = 0; at < piece.bytes.byteLength; at += SLICE) yield piece.bytes.subarray(at, at + SLICE);
  }
}

/** Files whose bytes are here. */
export function countKeptUploads(): Promise<number> {
  return db().usageImport.count({ where: { bytesKept: true } });
}

async function readStage(jobId: string | null, summary: unknown) {
  const job = jobId === null ? null : await findJob(jobId);
  return job ? { job: toJob(job), ...(summary ? { summary: summary as ImportSummary } : {}) } : null;
}

async function toImport(row: Row): Promise<UsageImport> {
  const { source, model, campaign, shiftToNow } = row.options as unknown as UploadOptions;
  const [check, load] = await Promise.all([
    readStage(row.checkJobId, row.checkSummary),
    readStage(row.jobId, row.summary),
  ]);
  const shown = row.jobId ?? row.checkJobId;
  const rejected = shown
    ? await listRejections(shown, { afterRow: 0n, afterNth: -1, take: FIRST_REJECTED })
    : [];
  return {
    id: row.id,
    fileName: row.fileName,
    bytes: Number(row.bytes),
    sha256: row.sha256 ?? "",
    format: row.format as ImportFormat,
    source: source ?? row.fileName,
    ...(model === null ? {} : { model }),
    ...(campaign === null ? {} : { campaign }),
    shiftToNow,
    startedBy: row.byName,
    createdAt: row.createdAt.toISOString(),
    isKept: row.bytesKept,
    ...(check && { check }),
    ...(load && { load }),
    firstRejected: rejected.map(({ row: line, code, reason }) => ({ line, code: code ?? "", reason })),
  };
}

/** Usage files that came over the web, the newest first. */
export async function listUsageImports(
  actor: Actor,
  { limit = 10 }: { limit?: number } = {},
): Promise<Result<UsageImport[]>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const rows = await db().usageImport.findMany({
    where: { uploadedAt: { not: null } },
    orderBy: { seq: "desc" },
    take: limit,
  });
  return ok(await Promise.all(rows.map(toImport)));
}

/** What became of one; `not_found`. */
export async function getUsageImport(actor: Actor, id: string): Promise<Result<UsageImport>> {
  const may = authorize(actor, "see");
  return may.ok ? readUsageImport(id) : may;
}

/** The same for whoever just started it, who may see nothing else. */
export async function readUsageImport(id: string): Promise<Result<UsageImport>> {
  const row = uuid.test(id) ? await findUpload(id) : null;
  return row ? ok(await toImport(row)) : noSuchImport(id);
}

async function* rejectedLines(jobId: string, columns: string[]): AsyncGenerator<string> {
  yield toCsvLine(["line", "code", "reason", ...columns]);
  let after = { afterRow: 0n, afterNth: -1 };
  for (;;) {
    const rows = await listRejections(jobId, { ...after, take: REJECTED_AT_ONCE });
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(({ row, code, reason, cells }) => toCsvLine([row, code, reason, ...cells])).join("");
    after = { afterRow: BigInt(last.row), afterNth: last.nth };
  }
}

/** The refused rows as they stood in the file, each with its line and reason, as CSV, streamed; `not_found`. */
export async function exportRejected(
  actor: Actor,
  id: string,
): Promise<Result<{ name: string; body: ReadableStream<Uint8Array> }>> {
  const may = authorize(actor, "import_usage");
  if (!may.ok) return may;
  const row = uuid.test(id) ? await findUpload(id) : null;
  const jobId = row?.jobId ?? row?.checkJobId;
  if (!row || !jobId) return noSuchImport(id);
  const lines = rejectedLines(jobId, row.columns);
  const text = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done) return controller.close();
      controller.enqueue(text.encode(value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
  return ok({ name: `${row.fileName.replaceAll(/[^\w.-]/g, "_")}.rejected.csv`, body });
}
