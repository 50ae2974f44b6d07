import "server-only";
import { once } from "node:events";
import { createWriteStream, rmSync, type WriteStream } from "node:fs";
import { access, constants } from "node:fs/promises";
import path from "node:path";
import { toCsvLine } from "../../kernel/csv";
import type { Rejection } from "../usage-event";

/** FILE.rejected.csv, or the same name where the person stands when that folder cannot be written. */
async function placeFor(file: string): Promise<string> {
  const beside = `${file}.rejected.csv`;
  try {
    await access(path.dirname(beside), constants.W_OK);
    return beside;
  } catch {
    return path.resolve(path.basename(beside));
  }
}

/** The rows that were not loaded, each with its line and reason. There is a file only when there is such a row. */
export class RejectedFile {
  path: string | null = null;
  private stream: WriteStream | null = null;

  constructor(
    private readonly file: string,
    private readonly columns: string[],
  ) {}

  /** Takes away what an earlier import of the same file left. */
  async begin(): Promise<void> {
    rmSync(await placeFor(this.file), { force: true });
  }

  async add(line: number, { code, detail }: Rejection, shown: string[]): Promise<void> {
    if (!this.stream) {
      this.path = await placeFor(this.file);
      this.stream = createWriteStream(this.path);
      this.stream.write(toCsvLine(["line", "code", "reason", ...this.columns], "\n"));
    }
    if (!this.stream.write(toCsvLine([line, code, detail, ...shown], "\n"))) await once(this.stream, "drain");
  }

  async end(): Promise<void> {
    if (!this.stream) return;
    this.stream.end();
    await once(this.stream, "close");
  }
}
