import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Actor } from "../../lib/auth";
import { closeDatabase, pool, useDatabase } from "../../lib/platform/db";
import { type InferenceEvent, usageQuery } from "../../lib/usage";
import { addPrice, getUsageReport, recordUsage } from "../../lib/usage/server";
import { runElsewhere } from "../fixtures/run-elsewhere";
import { inferenceEvent } from "../fixtures/usage-events";
import type { Bench, BenchResult } from "./bench";

const EVENTS = 100_000;
const BATCH = 500;
const CALLERS = 16;
const START = Date.parse("2026-09-01T00:00:00Z");
const SPACING_MS = 25_000;
const finance: Actor = { kind: "system", id: "command", name: "bench" };

function rate(name: string, value: number, bare: number, least: number): BenchResult {
  return {
    name,
    value,
    unit: "events/s",
    yardstick: "the bare rows by unnest, nothing else",
    yardstickValue: bare,
    ratio: value / bare,
    must: `at least ${least} of the bare rows`,
    ok: value / bare >= least,
  };
}

function makeEvents(source: string): InferenceEvent[] {
  return Array.from({ length: EVENTS }, (_, nth) =>
    inferenceEvent({
      source,
      id: randomUUID(),
      atMicros: (START + nth * SPACING_MS) * 1000,
      subject: `user-${(nth * 7919) % 20_000}`,
      model: `model-${nth % 4}`,
      region: `region-${nth % 2}`,
      inputTokens: 200 + (nth % 3000),
      outputTokens: nth % 700,
    }),
  );
}

const perSecond = (count: number, sinceMs: number) =>
  Math.round((count / (performance.now() - sinceMs)) * 1000);

/** The rows of usage_event alone, in transactions of the same size: what Postgres gives when nothing is held. */
async function bareInsert(events: InferenceEvent[]): Promise<number> {
  await pool().query("CREATE TABLE bench_event (LIKE usage_event INCLUDING DEFAULTS, PRIMARY KEY (at, id))");
  const began = performance.now();
  for (let from = 0; from < events.length; from += BATCH * CALLERS) {
    const batch = events.slice(from, from + BATCH * CALLERS);
    const list = (read: (event: InferenceEvent) => unknown) => `{${batch.map(read).join(",")}}`;
    await pool().query(
      `INSERT INTO bench_event (at, dimension_id, subject_id, event_id, input_tokens, output_tokens, cost_micros)
       SELECT 'epoch'::timestamptz + at * interval '1 microsecond', 1, 1, id, input, output, 1
       FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[]) AS given (at, id, input, output)`,
      [
        list(({ atMicros }) => atMicros),
        list(({ id }) => id),
        list(({ inputTokens }) => inputTokens),
        list(({ outputTokens }) => outputTokens),
      ],
    );
  }
  const rate = perSecond(events.length, began);
  await pool().query("DROP TABLE bench_event");
  return rate;
}

async function ingest(events: InferenceEvent[]): Promise<number> {
  const batches = Array.from({ length: events.length / BATCH }, (_, nth) =>
    events.slice(nth * BATCH, (nth + 1) * BATCH),
  );
  const began = performance.now();
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      for (let batch = batches.pop(); batch; batch = batches.pop()) await recordUsage(batch);
    }),
  );
  return perSecond(events.length, began);
}

async function importFile(events: InferenceEvent[], url: string): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), "sluice-bench-"));
  const file = path.join(folder, "usage.csv");
  const lines = events.map(
    (event) =>
      `${new Date(event.atMicros / 1000).toISOString()},${event.subject},${event.model},${event.inputTokens},${event.outputTokens},${event.id}`,
  );
  writeFileSync(file, ["time,subject,model,inputTokens,outputTokens,note", ...lines].join("\n"));
  // the time that the process takes to start is not the import's
  const empty = path.join(folder, "empty.csv");
  writeFileSync(empty, "time\n2026-01-01\n");
  const startBegan = performance.now();
  await runElsewhere("lib/usage/server/import-main.ts", [empty], url);
  const startMs = performance.now() - startBegan;
  const began = performance.now();
  const { code, stderr } = await runElsewhere("lib/usage/server/import-main.ts", [file], url);
  if (code !== 0) throw new Error(stderr);
  const rate = perSecond(events.length, began + startMs);
  rmSync(folder, { recursive: true });
  return rate;
}

const fromRows = `SELECT date_trunc('day', e.at), sum(e.requests), sum(e.cost_micros), count(DISTINCT e.subject_id)
  FROM usage_event e JOIN usage_dimension d ON d.id = e.dimension_id
  WHERE d.source = $1 AND e.at >= $2 AND e.at < $3 GROUP BY 1`;

async function p95(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let nth = 0; nth < 21; nth += 1) {
    const began = performance.now();
    await run();
    // the first one makes what the others read
    if (nth > 0) times.push(performance.now() - began);
  }
  return Math.round((times.sort((a, b) => a - b)[18] ?? 0) * 10) / 10;
}

/** Usage in and out: events by many callers, a file, and the report that a dashboard asks for again and again. */
export const usage: Bench = async ({ url, say }) => {
  await useDatabase(url);
  try {
    const source = `bench-${randomUUID().slice(0, 8)}`;
    const perMillion = { input: "0.40", output: "1.20" };
    await addPrice(finance, {
      model: "*",
      currency: "USD",
      effectiveFrom: "2026-01-01T00:00:00Z",
      perMillion,
    });
    const events = makeEvents(source);
    const bare = await bareInsert(events);
    const counted = await ingest(events);
    say(`${counted} events a second counted, ${bare} bare rows`);
    const imported = await importFile(events, url);
    say(`${imported} rows a second imported`);
    const range = { from: "2026-09-01T00:00:00Z", to: "2026-09-29T00:00:00Z" };
    const value = await p95(() => getUsageReport(finance, usageQuery.parse({ source, ...range })));
    const yardstickValue = await p95(() => pool().query(fromRows, [source, range.from, range.to]));
    return [
      rate(`usage: ${CALLERS} callers with batches of ${BATCH}`, counted, bare, 0.2),
      rate("usage: import of a CSV file", imported, bare, 0.2),
      {
        name: "usage: a report of four weeks by day, p95",
        value,
        unit: "ms",
        yardstick: "sums and active users alone, from the rows",
        yardstickValue,
        ratio: value / yardstickValue,
        must: "at most half of the time from the rows",
        ok: value / yardstickValue <= 0.5,
      },
    ];
  } finally {
    await closeDatabase();
  }
};
