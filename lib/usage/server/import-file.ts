import "server-only";
import type { ImportOptions } from "../import-options";
import type { ImportSummary } from "../usage-import";
import { FileImport } from "./file-import";
import { type FilePlan, fileRows } from "./file-rows";
import { shiftToBefore, timesOf } from "./file-times";
import { currentPriceBook } from "./preview-usage";
import { RejectedFile } from "./rejected-file";

export type ImportProgress = { rows: number; bytes: number; totalBytes: number };
export type ImportOutcome = { summary: ImportSummary; rejectedFile: string | null; wasStopped: boolean };

/** How far the file moves so that its last event lies in the week before now. */
async function findShift(plan: FilePlan, nowMicros: number, signal: AbortSignal): Promise<number> {
  let last = Number.NEGATIVE_INFINITY;
  for await (const { rows } of fileRows(plan)) {
    if (signal.aborted) break;
    for (const at of timesOf(rows)) if (at > last) last = at;
  }
  return shiftToBefore(nowMicros, last);
}

/**
 * Loads one file. What is loaded stays when the signal stops it or it dies; the same call again goes on, since what is
 * loaded counts as duplicates.
 */
export async function importFile(
  plan: FilePlan,
  options: ImportOptions,
  nowMicros: number,
  signal: AbortSignal,
  onProgress: (progress: ImportProgress) => void,
): Promise<ImportOutcome> {
  const shiftMicros = options.shiftToNow ? await findShift(plan, nowMicros, signal) : 0;
  const book = options.dryRun ? await currentPriceBook() : null;
  const rejected = new RejectedFile(plan.source.name, plan.columns);
  const running = new FileImport(plan, options, { shiftMicros, book, rejected });
  await rejected.begin();
  try {
    for await (const { rows, bytes } of fileRows(plan)) {
      if (signal.aborted) break;
      await running.take(rows);
      onProgress({ rows: running.summary.rows, bytes, totalBytes: plan.source.bytes });
    }
    await running.settle();
  } finally {
    await Promise.all([running.close(), rejected.end()]);
  }
  return { summary: running.summary, rejectedFile: rejected.path, wasStopped: signal.aborted };
}
