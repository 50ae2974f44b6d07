import "server-only";
import { randomUUID } from "node:crypto";
import type { ActorStamp } from "../../auth";
import { db, pool, type Tx } from "../../platform/db";
import type { UploadOptions } from "../import-input";
import type { ImportSummary } from "../usage-import";
import type { KeptRejection } from "./import-run";

const LONGEST_VALUE = 200;
const LONGEST_CELL = 1_000;
const MOST_CELLS = 100;
// Postgres takes no NUL
const held = (text: string, most: number) => text.slice(0, most).replaceAll("\0", "\ufffd");
const heldCells = (cells: string[]) => cells.slice(0, MOST_CELLS).map((cell) => held(cell, LONGEST_CELL));

/** A row for a file that is on its way. Returns its id. */
export async function beginUpload(fileName: string, options: UploadOptions, by: ActorStamp): Promise<string> {
  const id = randomUUID();
  const stamp = { byKind: by.kind, byId: by.id, byName: by.name };
  await db().usageImport.create({ data: { id, fileName, options: options as never, ...stamp } });
  return id;
}

export async function addPiece(id: string, nth: number, bytes: Buffer): Promise<void> {
  await pool().query("INSERT INTO usage_import_piece (import_id, nth, bytes) VALUES ($1, $2, $3)", [
    id,
    nth,
    bytes,
  ]);
}

/** A file that did not arrive whole, or is none that can be read. */
export async function forgetUpload(id: string): Promise<void> {
  await db().usageImport.update({ where: { id }, data: { bytesKept: false } });
  await deleteUnkeptPieces();
  await db().usageImport.deleteMany({ where: { id } });
}

/** It is here, and this is what it is. */
export async function endUpload(
  id: string,
  found: { bytes: number; sha256: string; format: string; columns: string[] },
): Promise<void> {
  await db().usageImport.update({
    where: { id },
    data: {
      ...found,
      columns: heldCells(found.columns),
      bytes: BigInt(found.bytes),
      uploadedAt: new Date(),
    },
  });
}

export type HeldImport = {
  check_job_id: string | null;
  job_id: string | null;
  bytes_kept: boolean;
  file_name: string;
  bytes: bigint;
  sha256: string;
  format: string;
  options: UploadOptions;
};

/** Takes an upload for this transaction, so that it is started once; null when there is none. */
export async function takeImport(tx: Tx, id: string): Promise<HeldImport | null> {
  const [row] = await tx.$queryRaw<HeldImport[]>`
    SELECT check_job_id, job_id, bytes_kept, file_name, bytes, sha256, format, options FROM usage_import
    WHERE id = ${id}::uuid AND uploaded_at IS NOT NULL FOR UPDATE`;
  return row ?? null;
}

export async function saveJob(tx: Tx, id: string, jobId: string, isDry: boolean): Promise<void> {
  await tx.usageImport.update({ where: { id }, data: isDry ? { checkJobId: jobId } : { jobId } });
}

/** How far it came, in the batch's own transaction. */
export async function saveSummary(tx: Tx, id: string, summary: ImportSummary, isDry: boolean): Promise<void> {
  await tx.usageImport.update({ where: { id }, data: isDry ? { checkSummary: summary } : { summary } });
}

/** Refused rows as they stand in the file, each with its line and reason; those of one line are numbered. */
export async function saveRowRejections(tx: Tx, jobId: string, rejections: KeptRejection[]): Promise<void> {
  let [line, nth] = [-1, 0];
  const data = rejections.map(({ line: row, rejection, shown }) => {
    nth = row === line ? nth + 1 : 0;
    line = row;
    return {
      jobId,
      row: BigInt(row),
      nth,
      value: held(shown.join(","), LONGEST_VALUE),
      reason: held(rejection.detail, LONGEST_CELL),
      code: rejection.code,
      cells: heldCells(shown),
    };
  });
  if (data.length > 0) await tx.jobRejection.createMany({ data });
}

/** The file is not needed any more: deleteUnkeptPieces gives its room back. What became of it stays. */
export async function letGo(tx: Tx, id: string): Promise<void> {
  await tx.usageImport.update({ where: { id }, data: { bytesKept: false } });
}

const PIECES_AT_ONCE = 100;

/** Gives the room of files back that are not needed, a hundred pieces at a time: a large one takes seconds. */
export async function deleteUnkeptPieces(): Promise<void> {
  for (;;) {
    const { rowCount } = await pool().query(
      `DELETE FROM usage_import_piece WHERE ctid = ANY (ARRAY(
         SELECT p.ctid FROM usage_import_piece p JOIN usage_import i ON i.id = p.import_id
         WHERE NOT i.bytes_kept LIMIT ${PIECES_AT_ONCE}))`,
    );
    if ((rowCount ?? 0) < PIECES_AT_ONCE) return;
  }
}

/** Removes refused rows that hold the name of a subject anywhere: one too many costs nothing. Returns how many. */
export async function forgetRejectionsOf(tx: Tx, subject: string): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM job_rejection WHERE code IS NOT NULL
      AND strpos(concat_ws(E'\n', array_to_string(cells, E'\n'), value, reason), ${subject}) > 0`;
}

/** Files that are done with, that nobody wanted for a day, or that never arrived; and refused rows of a month ago. */
export async function forgetOldUploads(): Promise<void> {
  await pool().query(
    `UPDATE usage_import i SET bytes_kept = false WHERE bytes_kept AND (
       uploaded_at IS NULL AND created_at < now() - interval '1 hour'
       OR created_at < now() - interval '1 day' AND NOT EXISTS (
         SELECT 1 FROM job j WHERE j.id IN (i.job_id, i.check_job_id) AND j.status IN ('queued', 'running'))
       OR EXISTS (SELECT 1 FROM job j WHERE j.id = i.job_id AND j.status IN ('done', 'cancelled')))`,
  );
  await deleteUnkeptPieces();
  await pool().query("DELETE FROM usage_import WHERE uploaded_at IS NULL AND NOT bytes_kept");
  await pool().query(
    `DELETE FROM job_rejection r USING job j WHERE j.id = r.job_id AND j.kind IN ('check_usage', 'import_usage')
       AND j.created_at < now() - interval '30 days'`,
  );
}
