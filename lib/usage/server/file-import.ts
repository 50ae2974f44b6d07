import "server-only";
import path from "node:path";
import type { ImportOptions } from "../import-options";
import type { FileEvent, ImportedRow } from "../import-row";
import type { PriceBook } from "../price-book";
import type { Rejection, UsageEvent } from "../usage-event";
import type { ImportSummary } from "../usage-import";
import { formatMicrosTime, isUsageTime } from "../usage-time";
import type { FilePlan, FileRow } from "./file-rows";
import { hashText, Occurrences, quickHash } from "./occurrences";
import { previewUsage } from "./preview-usage";
import { recordUsage } from "./record-usage";
import { MOST_EVENTS_A_WRITE, type Written } from "./write-usage";

const MOST_WRITING = 2;

/** What of the options says what becomes of a row. */
type RowOptions = Pick<ImportOptions, "source" | "model" | "campaign">;

/** Who takes the rows that are not loaded. */
export type RejectedRows = {
  add: (line: number, rejection: Rejection, shown: string[]) => Promise<void> | void;
};

/** How far an import came: its counts, and the first and last event in microseconds. */
export type ImportPlace = { summary: ImportSummary; first: number | null; last: number | null };

export const noRows: ImportSummary = {
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

type Given = {
  shiftMicros: number;
  /** Only for a look ahead: then nothing is written. */
  book: PriceBook | null;
  rejected: RejectedRows;
  /** Where one that was interrupted came to: its rows are numbered again, and neither written nor counted. */
  from?: ImportPlace | undefined;
};

type Waiting = { line: number; row: ImportedRow; shown: string[]; isKnown: boolean };

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

/** One import of one file: numbers, writes and counts its rows, three batches at a time and never more. */
export class FileImport {
  readonly summary: ImportSummary;
  private readonly rows = new Occurrences();
  private readonly subjects = new Occurrences({ tableBits: 20, filterBits: 26 });
  private readonly fileName: string;
  private readonly known: number;
  private seen = 0;
  private waiting: Waiting[] = [];
  private writing: Promise<void>[] = [];
  private first: number;
  private last: number;

  constructor(
    plan: FilePlan,
    private readonly options: RowOptions,
    private readonly given: Given,
  ) {
    this.fileName = path.basename(plan.source.name);
    this.summary = { ...(given.from?.summary ?? noRows) };
    this.known = this.summary.rows;
    this.first = given.from?.first ?? Number.POSITIVE_INFINITY;
    this.last = given.from?.last ?? Number.NEGATIVE_INFINITY;
  }

  /** Rows of one that was interrupted that are not reached again yet. */
  get isCatchingUp(): boolean {
    return this.seen < this.known;
  }

  async take(rows: FileRow[]): Promise<void> {
    for (const { line, read, shown } of rows) {
      const isKnown = this.seen < this.known;
      this.seen += 1;
      if (!isKnown) this.summary.rows += 1;
      if (read.ok) this.waiting.push({ line, row: read.value, shown, isKnown });
      else if (!isKnown) await this.reject(line, read.error, shown);
      if (this.waiting.length >= MOST_EVENTS_A_WRITE) await this.flush();
    }
  }

  /** Everything taken is written when it resolves; how far the import came by it. */
  async settle(): Promise<ImportPlace> {
    await this.flush();
    await Promise.all(this.writing);
    this.writing = [];
    if (this.first > this.last) return { summary: this.summary, first: null, last: null };
    this.summary.from = formatMicrosTime(this.first);
    this.summary.to = formatMicrosTime(this.last);
    return { summary: this.summary, first: this.first, last: this.last };
  }

  async close(): Promise<void> {
    await Promise.all([this.rows.close(), this.subjects.close()]);
  }

  private async reject(line: number, rejection: Rejection, shown: string[]): Promise<void> {
    this.summary.rejected += 1;
    await this.given.rejected.add(line, rejection, shown);
  }

  private async flush(): Promise<void> {
    const batch = this.waiting;
    this.waiting = [];
    const { events, known } = await this.toEvents(batch);
    await this.countUsers(events, known);
    const fresh = known === 0 ? events : events.slice(known);
    if (fresh.length === 0) return;
    // this batch was made while the two before it were written
    if (this.writing.length === MOST_WRITING) await this.writing.shift();
    const writing = this.write(fresh);
    // told by the next await; until then it must not count as unhandled
    writing.catch(() => undefined);
    this.writing.push(writing);
  }

  /** The events of a batch, the first `known` of which an interrupted import wrote. */
  private async toEvents(batch: Waiting[]): Promise<{ events: UsageEvent[]; known: number }> {
    const hashes = batch.map(({ row }) =>
      hashText(row.own ? `${row.event.source}\n${row.event.id}` : row.found.row),
    );
    const counts = await this.rows.count(hashes);
    const events: UsageEvent[] = [];
    let known = 0;
    for (const [index, { line, row, shown, isKnown }] of batch.entries()) {
      const event = row.own
        ? this.adapt(row.event)
        : this.toEvent(row.found, hashes[index]?.hex ?? "", counts[index] ?? 1);
      if (isUsageTime(event.atMicros)) {
        events.push(event);
        if (isKnown) known += 1;
      } else if (!isKnown) {
        const detail = "time: leaves the years 2000 to 2100 when shifted";
        await this.reject(line, { code: "wrong_field", detail }, shown);
      }
    }
    return { events, known };
  }

  /** A CloudEvent is itself by its own source and id; the options fill in what it lacks, and --source renames it. */
  private adapt(event: UsageEvent): UsageEvent {
    const { source, campaign } = this.options;
    return {
      ...event,
      atMicros: event.atMicros + this.given.shiftMicros,
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
      atMicros: event.atMicros + this.given.shiftMicros,
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

  private async countUsers(events: UsageEvent[], known: number): Promise<void> {
    const hashes = (some: UsageEvent[]) =>
      some.flatMap((event) =>
        event.kind === "inference" && event.subject !== null ? [quickHash(event.subject)] : [],
      );
    if (known > 0) await this.subjects.count(hashes(events.slice(0, known)));
    for (const nth of await this.subjects.count(hashes(known === 0 ? events : events.slice(known))))
      if (nth === 1) this.summary.users += 1;
  }

  private async write(events: UsageEvent[]): Promise<void> {
    const { book } = this.given;
    const written = book ? await previewUsage(events, book) : await recordUsage(events);
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
