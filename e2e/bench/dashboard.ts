import type { Actor } from "../../lib/auth";
import {
  getAnomalies,
  getCatalog,
  getCohortsView,
  getCostsReport,
  getOverview,
  getSpendPace,
  getUserDistribution,
} from "../../lib/costs/server";
import type { Result } from "../../lib/kernel/result";
import { closeDatabase, useDatabase as connectTo, pool } from "../../lib/platform/db";
import { usageQuery } from "../../lib/usage";
import { addPrice, getUsageReport, listLedger, recordUsage } from "../../lib/usage/server";
import { createTestDatabase } from "../fixtures/test-database";
import { inferenceEvent } from "../fixtures/usage-events";
import type { Bench, BenchResult } from "./bench";
import { checkAgainstWriter, makeEvents, PRICE, SOURCE, USERS } from "./dashboard-events";

const finance: Actor = { kind: "system", id: "command", name: "bench" };
const RUNS = 40;
const MOST_MS = 200;
const MOST_GROWTH = 1.3;
/** Two such figures a few milliseconds apart say nothing about each other. */
const NOISE_MS = 5;
/** From ten million on: sums and sets of users are as large for a million as for ten. */
const MOST_BYTES = 400;
const FULL = 10_000_000;

/** How many events; 50 million take half an hour: SLUICE_BENCH_EVENTS=1000000,10000000,50000000. */
function sizes(): number[] {
  const given = (process.env.SLUICE_BENCH_EVENTS ?? "1000000,10000000").split(",").map(Number);
  if (given.some((size) => !Number.isInteger(size) || size < 10_000))
    throw new Error("SLUICE_BENCH_EVENTS must be numbers of events, such as 1000000,10000000,50000000.");
  return given.sort((a, b) => a - b);
}

async function must(asked: Promise<Result<unknown>>): Promise<void> {
  const result = await asked;
  if (!result.ok) throw new Error(result.error.detail);
}

/** Everything that a screen asks for, by what a person would call it. */
function queries(now: number): [name: string, ask: () => Promise<void>][] {
  const month = (more: Record<string, string>) => {
    const to = Math.floor(now / 86_400_000) * 86_400_000 + 86_400_000;
    const from = new Date(to - 30 * 86_400_000).toISOString();
    return usageQuery.parse({ from, to: new Date(to).toISOString(), ...more });
  };
  const { from, to } = month({});
  const ledger = { from, to, campaign: "spring" };
  return [
    ["the overview", () => must(getOverview(finance, {}))],
    ["the costs page, 30 days by model", () => must(getCostsReport(finance, { range: "30" }))],
    [
      "the costs page by campaign, against the days before",
      () => must(getCostsReport(finance, { range: "30", groupBy: "campaign", compare: "previous" })),
    ],
    ["the phone's pace", () => must(getSpendPace(finance))],
    ["days out of the usual, 30 days", () => must(getAnomalies(finance, { range: "30" }))],
    ["who came back in twelve weeks", () => must(getCohortsView(finance))],
    ["the sources to choose from", () => must(getCatalog(finance))],
    ["a report of 30 days by region", () => must(getUsageReport(finance, month({ groupBy: "region" })))],
    [
      "a report of 30 days of one campaign",
      () => must(getUsageReport(finance, month({ campaign: "spring" }))),
    ],
    ["what users cost in 30 days", () => must(getUserDistribution(finance, { range: "30" }))],
    ["the ledger of 30 days of one campaign", () => must(listLedger(finance, ledger))],
  ];
}

/** Days of users are worked out once, with progress: a person waits for that, and not again. */
async function workOutUsers(): Promise<void> {
  for (;;) {
    const told = await getUserDistribution(finance, { range: "30" });
    if (!told.ok) throw new Error(told.error.detail);
    if (told.value.figures) return;
  }
}

type Times = { median: number; p95: number };

/** In milliseconds, with an event counted before each, as on a system in use: nothing that was kept may answer. */
async function time(ask: () => Promise<void>): Promise<Times> {
  const times: number[] = [];
  for (let nth = 0; nth < RUNS + 2; nth += 1) {
    await recordUsage([
      inferenceEvent({
        source: SOURCE,
        atMicros: Date.now() * 1000,
        subject: `user-${1 + (nth % USERS)}`,
        model: "model-0",
        region: "region-0",
      }),
    ]);
    const began = performance.now();
    await ask();
    // the first make what the others read
    if (nth >= 2) times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  const at = (part: number) => Math.round((times[Math.ceil(RUNS * part) - 1] ?? 0) * 10) / 10;
  return { median: at(0.5), p95: at(0.95) };
}

async function bytesOf(...tables: string[]): Promise<number> {
  const { rows } = await pool().query<{ bytes: string }>(
    `SELECT sum(pg_total_relation_size(c.oid))::text AS bytes FROM pg_class c
     WHERE c.relkind = 'r' AND (${tables.map((_, nth) => `c.relname LIKE $${nth + 1}`).join(" OR ")})`,
    tables,
  );
  return Number(rows[0]?.bytes ?? 0);
}

async function measure(
  events: number,
  smallest: Map<string, Times>,
  say: (text: string) => void,
): Promise<BenchResult[]> {
  const label = `${events / 1_000_000} million events`;
  const now = Date.now();
  await addPrice(finance, PRICE);
  await makeEvents(events, now, say);
  say(`${await checkAgainstWriter(now)} events of an hour are what the writer makes of them`);
  await workOutUsers();
  const results: BenchResult[] = [];
  for (const [name, ask] of queries(now)) {
    const { median, p95 } = await time(ask);
    const first = smallest.get(name);
    smallest.set(name, first ?? { median, p95 });
    say(`${label}: ${name}: ${p95} ms, median ${median}`);
    results.push({
      name: `dashboard, ${label}: ${name}, p95`,
      value: p95,
      unit: "ms",
      yardstick: "a fifth of a second",
      yardstickValue: MOST_MS,
      ratio: p95 / MOST_MS,
      must: `below ${MOST_MS} ms`,
      ok: p95 < MOST_MS,
    });
    if (!first) continue;
    // the tail of forty tells of the collector and the disk; whether it is slower, the middle tells
    results.push({
      name: `dashboard, ${label}: ${name}, median`,
      value: median,
      unit: "ms",
      yardstick: "the same with the fewest events",
      yardstickValue: first.median,
      ratio: median / first.median,
      must: `at most ${MOST_GROWTH} times (or ${NOISE_MS} ms more)`,
      ok: median <= first.median * MOST_GROWTH || median <= first.median + NOISE_MS,
    });
  }
  const all = (await bytesOf("usage\\_%")) / events;
  const bare = (await bytesOf("usage\\_event\\_2%")) / events;
  results.push({
    name: `dashboard, ${label}: disk for each`,
    value: Math.round(all),
    unit: "bytes",
    yardstick: "the event's own row and its index",
    yardstickValue: Math.round(bare),
    ratio: all / bare,
    must: events < FULL ? "stated" : `at most ${MOST_BYTES} bytes`,
    ok: events < FULL || all <= MOST_BYTES,
  });
  return results;
}

async function measureOn(url: string, ...how: Parameters<typeof measure>): Promise<BenchResult[]> {
  await connectTo(url);
  try {
    return await measure(...how);
  } finally {
    await closeDatabase();
  }
}

/** What the screens ask of a database that grows: a million events of 100,000 users, then ten times as many. */
export const dashboard: Bench = async ({ say }) => {
  const results: BenchResult[] = [];
  const smallest = new Map<string, Times>();
  for (const events of sizes()) {
    const database = await createTestDatabase("bench_dashboard");
    try {
      results.push(...(await measureOn(database.url, events, smallest, say)));
    } finally {
      await database.drop();
    }
  }
  return results;
};
