import "server-only";
import { type Actor, authorize } from "../../auth";
import { toJob } from "../../campaigns/server";
import { toCsvLine } from "../../kernel/csv";
import { parseCursor, toCursor, wrongCursor } from "../../kernel/cursor";
import { ok, type Result, refuse } from "../../kernel/result";
import { db, pool } from "../../platform/db";
import { findJobsById, listRejections, type ShownJob } from "../../platform/job-queries";
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

function toStage(job: ShownJob | undefined, summary: unknown) {
  return job ? { job: toJob(job), ...(summary ? { summary: summary as ImportSummary } : {}) } : null;
}

async function readFirstRejected({ jobId, checkJobId, summary, checkSummary }: Row) {
  const shown = jobId ?? checkJobId;
  const counts = (jobId ? summary : checkSummary) as ImportSummary | null;
  // nearly every file has none, and a page of them is asked for each second
  if (!shown || !counts || counts.rejected === 0) return [];
  const rows = await listRejections(shown, { afterRow: 0n, afterNth: -1, take: FIRST_REJECTED });
  return rows.map(({ row: line, code, reason }) => ({ line, code: code ?? "", reason }));
}

async function toImports(found: Row[]): Promise<UsageImport[]> {
  const jobs = await findJobsById(
    found.flatMap(({ jobId, checkJobId }) => [jobId ?? [], checkJobId ?? []].flat()),
  );
  // read again after the jobs: of one that is done the counts are there, which are written with its last batch
  const ids = found.map(({ id }) => id);
  const again = await db().usageImport.findMany({ where: { id: { in: ids } } });
  const now = new Map(again.map((row) => [row.id, row]));
  const imports: UsageImport[] = [];
  for (const before of found) {
    const { jobId, checkJobId } = before;
    const row = { ...(now.get(before.id) ?? before), jobId, checkJobId };
    const { source, model, campaign, shiftToNow } = row.options as unknown as UploadOptions;
    const check = toStage(jobs.get(row.checkJobId ?? ""), row.checkSummary);
    const load = toStage(jobs.get(row.jobId ?? ""), row.summary);
    imports.push({
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
      firstRejected: await readFirstRejected(row),
    });
  }
  return imports;
}

/** Usage files that came over the web, the newest first. One is listed once its job is, so that it never looks done before. */
export async function listUsageImports(
  actor: Actor,
  { limit = 10, cursor }: { limit?: number; cursor?: string } = {},
): Promise<Result<{ data: UsageImport[]; nextCursor: string | null }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  let before: { seq?: { lt: bigint } } = {};
  if (cursor !== undefined) {
    const parts = parseCursor(cursor, 1);
    if (!parts.ok) return parts;
    if (!/^\d{1,18}$/.test(parts.value[0] ?? "")) return wrongCursor();
    before = { seq: { lt: BigInt(parts.value[0] ?? 0) } };
  }
  const rows = await db().usageImport.findMany({
    where: {
      uploadedAt: { not: null },
      OR: [{ checkJobId: { not: null } }, { jobId: { not: null } }],
      ...before,
    },
    orderBy: { seq: "desc" },
    take: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const nextCursor = rows.length > limit && last ? toCursor([String(last.seq)]) : null;
  return ok({ data: await toImports(page), nextCursor });
}

/** What became of one; `not_found`. */
export async function getUsageImport(actor: Actor, id: string): Promise<Result<UsageImport>> {
  const may = authorize(actor, "see");
  return may.ok ? readUsageImport(id) : may;
}

/** The same for whoever just started it, who may see nothing else. */
export async function readUsageImport(id: string): Promise<Result<UsageImport>> {
  const row = uuid.test(id) ? await findUpload(id) : null;
  const [read] = row ? await toImports([row]) : [];
  return read ? ok(read) : noSuchImport(id);
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
