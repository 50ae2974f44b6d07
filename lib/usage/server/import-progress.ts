import "server-only";
import type { ImportProgress } from "./import-file";

const WIDTH = 24;
const whole = new Intl.NumberFormat("en");

export function describeProgress({ rows, bytes, totalBytes }: ImportProgress, elapsedMs: number): string {
  const part = totalBytes > 0 ? Math.min(1, bytes / totalBytes) : 1;
  const bar = "█".repeat(Math.round(part * WIDTH)).padEnd(WIDTH, "░");
  const perSecond = elapsedMs > 0 ? Math.round((rows / elapsedMs) * 1000) : 0;
  const leftSeconds = part > 0 ? Math.ceil((elapsedMs / part - elapsedMs) / 1000) : 0;
  const left = part < 1 ? ` · ${whole.format(leftSeconds)} s left` : "";
  return `${bar} ${String(Math.floor(part * 100)).padStart(3)} % · ${whole.format(rows)} rows · ${whole.format(perSecond)} a second${left}`;
}

/** A bar on standard error that moves in place on a terminal, and a line every few seconds elsewhere. */
export class ProgressBar {
  private readonly began = performance.now();
  private shownAt = 0;
  private isShown = false;

  constructor(private readonly out: NodeJS.WriteStream = process.stderr) {}

  show(progress: ImportProgress): void {
    const now = performance.now();
    if (now - this.shownAt < (this.out.isTTY ? 100 : 5_000) && this.shownAt > 0) return;
    if (!this.out.isTTY && this.shownAt === 0) {
      // a short import needs no line
      this.shownAt = now;
      return;
    }
    this.shownAt = now;
    const text = describeProgress(progress, now - this.began);
    this.out.write(this.out.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
    this.isShown = true;
  }

  end(): void {
    if (this.isShown && this.out.isTTY) this.out.write("\r\u001b[K");
  }
}
