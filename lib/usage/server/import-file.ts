import "server-only";
import path from "node:path";
import type { ImportOptions } from "../import-options";
import type { FileEvent, ImportedRow } from "../import-row";
import type { PriceBook } from "../price-book";
import type { UsageEvent } from "../usage-event";
import { formatMicrosTime, isUsageTime } from "../usage-time";
import { type FilePlan, type FileRow, fileRows } from "./file-rows";
import { hashText, Occurrences, quickHash } from "./occurrences";
import { currentPriceBook, previewUsage } from "./preview-usage";
import { recordUsage } from "./record-usage";
import { RejectedFile } from "./rejected-file";
import { MOST_EVENTS_A_WRITE, type Written } from "./write-usage";

const MOST_WRITING = 2;
const WEEK_MICROS = 7 * 86_400_000_000;

/** Counts of one file, or of several together. `users` are distinct in a file. */
export type ImportSummary = {
  rows: number;
  loaded: number;
  duplicates: number;
  rejected: number;
  priced: number;
  unpriced: number;
  users: number;
  /** First and last event, RFC 3339; null when no row could be read. */
  from: string | null;
  to: string | null;
};

export type ImportProgress = { rows: number; bytes: number; totalBytes: number };
export type ImportOutcome = { summary: ImportSummary; rejectedFile: string | null; wasStopped: boolean };

type Waiting = { line: number; row: ImportedRow; shown: string[] };

/**
 * The id of a row: its second (in base 36, so that ids grow with time), the digest of its content, and its occurrence
 * when it is not the first. The same file gives the same ids again, whatever the options.
 */
function idOf(atMicros: number, digest: string, nth: number): string {
  const second = Math.floor(atMicros / 1_000_000)
    .toString(36)
    .padStart(7, "0");
  return `${second}-${digest.slice(0, 24)}${nth === 1 ? "" : `.${nth}`}`;
}

/** One import of one file: reads, numbers, writes and counts, three batches at a time and never more. */
class FileImport {
  readonly summary: ImportSummary = {
    rows: 0,
    loaded: 0,
    duplicates: 0,
    rejected: 0,
    priced: 0,
    unpriced: 0,
    users: 0,
    from: null,
    to: null,
  };
  private readonly rows = new Occurrences();
  private readonly subjects = new Occurrences({ tableBits: 20, filterBits: 26 });
  readonly rejected: RejectedFile;
  private readonly fileName: string;
  private waiting: Waiting[] = [];
  private writing: Promise<void>[] = [];
  private first = Number.POSITIVE_INFINITY;
  private last = Number.NEGATIVE_INFINITY;

  constructor(
    plan: FilePlan,
    private readonly options: ImportOptions,
    private readonly shiftMicros: number,
    /** Only for a look ahead: then nothing is written. */
    private readonly book: PriceBook | null,
  ) {
    this.rejected = new RejectedFile(plan.file, plan.columns);
    this.fileName = path.basename(plan.file);
  }

  async take(rows: FileRow[]): Promise<void> {
    for (const { line, read, shown } of rows) {
      this.summary.rows += 1;
      if (read.ok) this.waiting.push({ line, row: read.value, shown });
      else await this.rejected.add(line, read.error, shown);
      if (this.waiting.length >= MOST_EVENTS_A_WRITE) await this.flush();
    }
  }

  async end(): Promise<void> {
    await this.flush();
    await Promise.all(this.writing);
    this.summary.rejected = this.rejected.count;
    if (this.first <= this.last) {
      this.summary.from = formatMicrosTime(this.first);
      this.summary.to = formatMicrosTime(this.last);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.rows.close(), this.subjects.close(), this.rejected.end()]);
  }

  private async flush(): Promise<void> {
    const batch = this.waiting;
    this.waiting = [];
    const events = await this.toEvents(batch);
    await this.countUsers(events);
    // this batch was made while the two before it were written
    if (this.writing.length === MOST_WRITING) await this.writing.shift();
    const writing = this.write(events);
    // told by the next await; until then it must not count as unhandled
    writing.catch(() => undefined);
    this.writing.push(writing);
  }

  private async toEvents(batch: Waiting[]): Promise<UsageEvent[]> {
    const hashes = batch.map(({ row }) =>
      hashText(row.own ? `${row.event.source}\n${row.event.id}` : row.found.row),
    );
    const counts = await this.rows.count(hashes);
    const events: UsageEvent[] = [];
    for (const [index, { line, row, shown }] of batch.entries()) {
      const event = row.own
        ? this.adapt(row.event)
        : this.toEvent(row.found, hashes[index]?.hex ?? "", counts[index] ?? 1);
      if (isUsageTime(event.atMicros)) events.push(event);
      else
        await this.rejected.add(
          line,
          { code: "wrong_field", detail: "time: leaves the years 2000 to 2100 when shifted" },
          shown,
        );
    }
    return events;
  }

  /** A CloudEvent is itself by its own source and id; the options fill in what it lacks, and --source renames it. */
  private adapt(event: UsageEvent): UsageEvent {
    const { source, campaign } = this.options;
    return {
      ...event,
      atMicros: event.atMicros + this.shiftMicros,
      source: source ?? event.source,
      campaign: event.campaign || (campaign ?? ""),
    };
  }

  private toEvent({ event }: FileEvent, digest: string, nth: number): UsageEvent {
    const { source, model, campaign } = this.options;
    // field by field: spreading thousands of objects a batch takes longer than anything else here
    return {
      kind: "inference",
      source: source ?? this.fileName,
      id: idOf(event.atMicros, digest, nth),
      atMicros: event.atMicros + this.shiftMicros,
      subject: event.subject,
      model: event.model || (model ?? "unknown"),
      provider: event.provider,
      region: event.region,
      campaign: event.campaign || (campaign ?? ""),
      serviceTier: event.serviceTier,
      requests: event.requests,
      inputTokens: event.inputTokens,
      outputTokens: event.outputTokens,
      cachedInputTokens: event.cachedInputTokens,
      reasoningTokens: event.reasoningTokens,
      cacheWriteTokens: event.cacheWriteTokens,
      audioInputTokens: event.audioInputTokens,
      audioOutputTokens: event.audioOutputTokens,
      gpuNanos: event.gpuNanos,
      cost: event.cost,
    };
  }

  private async countUsers(events: UsageEvent[]): Promise<void> {
    const hashes = events.flatMap((event) =>
      event.kind === "inference" && event.subject !== null ? [quickHash(event.subject)] : [],
    );
    for (const nth of await this.subjects.count(hashes)) if (nth === 1) this.summary.users += 1;
  }

  private async write(events: UsageEvent[]): Promise<void> {
    const written = this.book ? await previewUsage(events, this.book) : await recordUsage(events);
    for (const one of written) this.tally(one);
    for (const { atMicros } of events) {
      if (atMicros < this.first) this.first = atMicros;
      if (atMicros > this.last) this.last = atMicros;
    }
  }

  private tally(one: Written): void {
    if (one === "duplicate") this.summary.duplicates += 1;
    else this.summary.loaded += 1;
    if (one === "priced") this.summary.priced += 1;
    if (one === "unpriced") this.summary.unpriced += 1;
  }
}

/** How far the file moves so that its last event lies in the week before now: whole weeks, so that weekdays stay. */
async function findShift(plan: FilePlan, nowMicros: number, signal: AbortSignal): Promise<number> {
  let last = Number.NEGATIVE_INFINITY;
  for await (const { rows } of fileRows(plan)) {
    if (signal.aborted) break;
    for (const { read } of rows) {
      if (!read.ok) continue;
      const { atMicros } = read.value.own ? read.value.event : read.value.found.event;
      if (atMicros > last) last = atMicros;
    }
  }
  return Number.isFinite(last) ? Math.floor((nowMicros - last) / WEEK_MICROS) * WEEK_MICROS : 0;
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
  const running = new FileImport(plan, options, shiftMicros, book);
  await running.rejected.begin();
  try {
    for await (const { rows, bytes } of fileRows(plan)) {
      if (signal.aborted) break;
      await running.take(rows);
      onProgress({ rows: running.summary.rows, bytes, totalBytes: plan.bytes });
    }
    await running.end();
  } finally {
    await running.close();
  }
  return { summary: running.summary, rejectedFile: running.rejected.path, wasStopped: signal.aborted };
}
