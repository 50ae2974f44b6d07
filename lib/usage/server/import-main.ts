import "server-only";
import { closeDatabase } from "../../platform/db";
import { EnvironmentError, readEnv } from "../../platform/env";
import { type ImportOptions, parseImportOptions } from "../import-options";
import type { ImportSummary } from "../usage-import";
import { noRows } from "./file-import";
import { planFile } from "./file-rows";
import { fileOnDisk } from "./file-source";
import { type ImportOutcome, importFile } from "./import-file";
import { ProgressBar } from "./import-progress";

const whole = new Intl.NumberFormat("en");
const INTERRUPTED = 130;

function add(total: ImportSummary | null, more: ImportSummary): ImportSummary {
  if (!total) return { ...more };
  const earlier = (a: string | null, b: string | null) => (a === null || (b !== null && b < a) ? b : a);
  const later = (a: string | null, b: string | null) => (a === null || (b !== null && b > a) ? b : a);
  return {
    rows: total.rows + more.rows,
    loaded: total.loaded + more.loaded,
    duplicates: total.duplicates + more.duplicates,
    rejected: total.rejected + more.rejected,
    priced: total.priced + more.priced,
    unpriced: total.unpriced + more.unpriced,
    users: total.users + more.users,
    from: earlier(total.from, more.from),
    to: later(total.to, more.to),
  };
}

function summarize(file: string, format: string, { dryRun }: ImportOptions, outcome: ImportOutcome): string {
  const { summary, rejectedFile } = outcome;
  const count = (n: number, word: string) => `${whole.format(n)} ${word}`;
  const lines = [
    `${file} (${format})${dryRun ? ", a dry run: nothing was written" : ""}`,
    `  ${count(summary.rows, "rows")}: ${count(summary.loaded, dryRun ? "would be loaded" : "loaded")}, ${count(summary.duplicates, "duplicates")}, ${count(summary.rejected, "rejected")}`,
    `  ${count(summary.users, "users")}, ${count(summary.priced, "priced")}, ${count(summary.unpriced, "without a price yet")}`,
  ];
  if (summary.from && summary.to) lines.push(`  from ${summary.from} to ${summary.to}`);
  if (rejectedFile) lines.push(`  rejected rows and their reasons: ${rejectedFile}`);
  if (outcome.wasStopped) lines.push("  stopped; run the same command again to go on");
  return lines.join("\n");
}

class UsageError extends Error {}

async function run(args: string[], signal: AbortSignal): Promise<ImportSummary> {
  const options = parseImportOptions(args);
  if (!options.ok) throw new UsageError(options.error);
  readEnv("DATABASE_URL", "REPORTING_CURRENCY");
  const nowMicros = Date.now() * 1000;
  let total: ImportSummary | null = null;
  for (const file of options.value.files) {
    if (signal.aborted) break;
    const source = await fileOnDisk(file);
    if (!source.ok) throw new UsageError(source.error);
    const plan = await planFile(source.value, options.value, nowMicros);
    if (!plan.ok) throw new UsageError(plan.error);
    const bar = new ProgressBar();
    let outcome: ImportOutcome;
    try {
      outcome = await importFile(plan.value, options.value, nowMicros, signal, (progress) =>
        bar.show(progress),
      );
    } finally {
      bar.end();
    }
    const text = `${summarize(file, plan.value.format, options.value, outcome)}\n`;
    (options.value.json ? process.stderr : process.stdout).write(text);
    total = add(total, outcome.summary);
  }
  const summary: ImportSummary = total ?? noRows;
  if (options.value.json) process.stdout.write(`${JSON.stringify(summary)}\n`);
  return summary;
}

/** Sentences for what a person can mend; a stack for what only we can. */
function tell(error: unknown): void {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  if (error instanceof UsageError || error instanceof EnvironmentError) process.stderr.write(`${message}\n`);
  else if (/^(ECONN|EPIPE|57P|08)/.test(code))
    process.stderr.write(
      `The database was lost: ${message}. What is loaded stays; run the same command again to go on.\n`,
    );
  else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
}

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stopping.abort());

try {
  await run(process.argv.slice(2), stopping.signal);
  if (stopping.signal.aborted) process.exitCode = INTERRUPTED;
} catch (error) {
  tell(error);
  process.exitCode = 1;
} finally {
  await closeDatabase();
}
