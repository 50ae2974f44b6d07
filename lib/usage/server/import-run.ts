import "server-only";
import type { UploadOptions } from "../import-input";
import type { Rejection } from "../usage-event";
import { MOST_REJECTIONS_KEPT } from "../usage-import";
import { FileImport, type ImportPlace } from "./file-import";
import { type FilePlan, type FileRow, fileRows } from "./file-rows";
import { shiftToBefore, timesOf } from "./file-times";
import { currentPriceBook } from "./preview-usage";

export type KeptRejection = { line: number; rejection: Rejection; shown: string[] };

/** What of an import is committed with each batch: enough to go on from there in another process. */
export type RunPlace = ImportPlace & { shiftMicros: number | null };

type Rows = AsyncGenerator<{ rows: FileRow[]; bytes: number }>;
type Given = {
  plan: FilePlan;
  options: UploadOptions;
  isDry: boolean;
  nowMicros: number;
  keptBefore: number;
};

/**
 * An import that is worked off in batches: the reader stands where the last batch left it. A process that takes it over
 * reads the file again from its beginning and numbers the rows, so that each gets the id that it would have had.
 */
export class ImportRun {
  private rows: Rows;
  private running: FileImport | null = null;
  private last = Number.NEGATIVE_INFINITY;
  private kept: KeptRejection[] = [];
  private keptCount: number;
  bytes = 0;

  constructor(
    private readonly given: Given,
    public place: RunPlace,
  ) {
    this.rows = fileRows(given.plan);
    this.keptCount = given.keptBefore;
  }

  /** Reads and writes for about so long; everything it counted is written when it resolves. True: that was all. */
  async work(forMs: number): Promise<boolean> {
    const until = performance.now() + forMs;
    if (this.place.shiftMicros === null && !(await this.findShift(until))) return false;
    this.running ??= await this.begin();
    for (;;) {
      const { value, done } = await this.rows.next();
      if (done) break;
      this.bytes = value.bytes;
      await this.running.take(value.rows);
      if (performance.now() >= until) {
        this.place = { ...this.place, ...(await this.running.settle()) };
        return false;
      }
    }
    this.place = { ...this.place, ...(await this.running.settle()) };
    return true;
  }

  /** The rows refused since it was asked last, of those that are kept. */
  takeRejections(): KeptRejection[] {
    const { kept } = this;
    this.kept = [];
    return kept;
  }

  async close(): Promise<void> {
    await Promise.all([this.rows.return(undefined), this.running?.close()]);
  }

  private async begin(): Promise<FileImport> {
    const { plan, options, isDry } = this.given;
    return new FileImport(plan, options, {
      shiftMicros: this.place.shiftMicros ?? 0,
      book: isDry ? await currentPriceBook() : null,
      rejected: { add: (line, rejection, shown) => this.keep({ line, rejection, shown }) },
      from: this.place,
    });
  }

  private keep(rejection: KeptRejection): void {
    if (this.keptCount >= MOST_REJECTIONS_KEPT) return;
    this.keptCount += 1;
    this.kept.push(rejection);
  }

  /** The whole file is read once before, for its last event. False: there is more to read. */
  private async findShift(until: number): Promise<boolean> {
    const { options, nowMicros, plan } = this.given;
    if (options.shiftToNow) {
      for (;;) {
        const { value, done } = await this.rows.next();
        if (done) break;
        for (const at of timesOf(value.rows)) if (at > this.last) this.last = at;
        if (performance.now() >= until) return false;
      }
      this.rows = fileRows(plan);
    }
    const shiftMicros = options.shiftToNow ? shiftToBefore(nowMicros, this.last) : 0;
    this.place = { ...this.place, shiftMicros };
    return true;
  }
}
