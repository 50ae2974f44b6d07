import "server-only";
import type pg from "pg";
import { pool } from "../../platform/db";
import { addedSince } from "../counter";
import type { Candidates, PriceBook } from "../price-book";
import type { CounterReading, InferenceEvent, UsageEvent } from "../usage-event";
import { CellSums, cellKey, daysBefore } from "./cells";
import { lockCounters, saveCounters } from "./counter-sql";
import { eventKey } from "./event-key";
import { ensureMonths } from "./months";
import { readPriceBook } from "./read-price-book";
import { keepReportingCurrency } from "./reporting-currency";
import { numberArray } from "./sql-array";
import { type KnownSubjects, type UsageMemory, usageMemory } from "./usage-memory";
import { LATE_AFTER_MS, markLate } from "./usage-span-sql";
import * as sql from "./usage-sql";

/** Rows of one transaction: large enough to be fast, small enough that nobody waits long behind it. */
export const MOST_EVENTS_A_WRITE = 5_000;

/** What became of one event: counted before, or counted now with a cost, without one yet, or as a signup. */
export type Written = "duplicate" | "priced" | "unpriced" | "signup";

function dimensionKey({
  source,
  model,
  provider,
  region,
  campaign,
  serviceTier,
}: sql.DimensionNames): string {
  return `${source}\n${model}\n${provider}\n${region}\n${campaign}\n${serviceTier}`;
}

/**
 * The numbers of keys, in their order: those that this process remembers, and the rest from the database. The memory may
 * be cleared by another write meanwhile, so what is found is held here.
 */
async function resolveAll(
  keys: (string | null)[],
  known: Map<string, number>,
  find: (missing: Map<string, number>) => Promise<Iterable<[key: string, id: number]>>,
): Promise<(number | null)[]> {
  const ids = keys.map((key) => (key === null ? null : known.get(key)));
  const missing = new Map<string, number>();
  for (const [index, key] of keys.entries())
    if (key !== null && ids[index] === undefined) missing.set(key, index);
  const found = missing.size > 0 ? new Map(await find(missing)) : new Map<string, number>();
  for (const [key, id] of found) known.set(key, id);
  return ids.map((id, index) => (id === undefined ? must(found.get(keys[index] ?? ""), "a number") : id));
}

async function resolve(
  events: InferenceEvent[],
  memory: UsageMemory,
  { ids }: KnownSubjects,
): Promise<Map<UsageEvent, Resolved>> {
  const dimensions = await resolveAll(events.map(dimensionKey), memory.dimensions, async (missing) => {
    const wanted = [...missing.values()].flatMap((index) => events[index] ?? []);
    const rows = await sql.findDimensions(pool(), wanted);
    return rows.map(({ id, ...names }): [string, number] => [dimensionKey(names), id]);
  });
  const subjects = await resolveAll(
    events.map(({ subject }) => subject),
    ids,
    async (missing) => {
      const rows = await sql.findSubjects(pool(), [...missing.keys()]);
      return rows.map(({ id, subject }): [string, number] => [subject, id]);
    },
  );
  return new Map(
    events.map((event, index) => [
      event,
      { event, dimensionId: dimensions[index] ?? 0, subjectId: subjects[index] ?? null },
    ]),
  );
}

function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} was not found after it was made`);
  return value;
}

async function currentBook(client: pg.PoolClient, version: string, memory: UsageMemory): Promise<PriceBook> {
  if (memory.book?.version !== version || memory.book.currency !== memory.currency) {
    const run = async <Row>(text: string, values: unknown[]) =>
      (await client.query(text, values)).rows as Row[];
    memory.book = await readPriceBook(run, version, must(memory.currency ?? undefined, "the currency"));
  }
  return memory.book;
}

type Resolved = { event: InferenceEvent; dimensionId: number; subjectId: number | null };

/** Each event with its cost; the prices of a dimension are looked up once. */
function toRows(resolved: Resolved[], book: PriceBook): sql.EventRow[] {
  const candidates = new Map<number, Candidates>();
  return resolved.map(({ event, dimensionId, subjectId }) => {
    let prices = candidates.get(dimensionId);
    if (!prices) {
      prices = book.candidatesFor(event);
      candidates.set(dimensionId, prices);
    }
    return {
      event,
      bookedMicros: book.closed.bookingOf(event.atMicros),
      dimensionId,
      subjectId,
      assessment: book.assess(event, prices),
    };
  });
}

/** Who is to be added to usage_presence, by cell, as far as this process does not know it there. */
function findNewlySeen(rows: sql.EventRow[], memory: UsageMemory): Map<number, Set<number>> {
  const seen = new Map<number, Set<number>>();
  for (const { bookedMicros, dimensionId, subjectId } of rows) {
    if (subjectId === null) continue;
    const cell = cellKey(dimensionId, bookedMicros);
    if (memory.hasSeen(cell, subjectId)) continue;
    const ids = seen.get(cell);
    if (ids) ids.add(subjectId);
    else seen.set(cell, new Set([subjectId]));
  }
  return seen;
}

async function insertFresh(
  client: pg.PoolClient,
  rows: sql.EventRow[],
  seen: Map<number, Set<number>>,
  nowMicros: number,
): Promise<void> {
  const sums = new CellSums();
  for (const { event, bookedMicros, dimensionId, assessment } of rows)
    sums.addEvent(dimensionId, bookedMicros, event, assessment);
  const cells = sums.sorted();
  await sql.insertEvents(client, rows);
  await sql.upsertRollup(client, cells);
  const presence = cells.flatMap(({ dimensionId, bucketStart }): sql.PresenceRow[] => {
    const ids = seen.get(cellKey(dimensionId, bucketStart * 1_000_000));
    return ids ? [{ dimensionId, bucketStart, subjectIds: [...ids] }] : [];
  });
  await sql.appendPresence(client, presence);
  const late = daysBefore(cells, nowMicros - LATE_AFTER_MS * 1000);
  if (late.days.length > 0)
    await client.query(markLate, [numberArray(late.dimensionIds), numberArray(late.days), sql.pulseSlot]);
}

const isInference = (event: UsageEvent): event is InferenceEvent => event.kind === "inference";
type CounterEvent = InferenceEvent & { reading: CounterReading };
const isReading = (event: UsageEvent): event is CounterEvent =>
  event.kind === "inference" && event.reading !== undefined;
/** A counter that stood still adds no row. */
const isEmpty = ({ requests, inputTokens, outputTokens }: InferenceEvent) =>
  requests === 0 && inputTokens === 0 && outputTokens === 0;

/** Which events were not counted before, neither in the database nor earlier in this very batch. */
async function claimKeys(client: pg.PoolClient, events: UsageEvent[]): Promise<boolean[]> {
  if (events.length === 0) return [];
  const keys = events.map((event) =>
    eventKey((event.kind === "inference" && event.idSpace) || event.source, event.id),
  );
  const firsts = new Map<string, number>();
  for (const [index, key] of keys.entries()) if (!firsts.has(key)) firsts.set(key, index);
  const claimed = await sql.insertKeys(client, [...firsts.keys()]);
  return keys.map((key, index) => firsts.get(key) === index && (claimed === "all" || claimed.has(key)));
}

/**
 * What each reading of a counter adds to the reading before it; null for one that is not newer. They need no keys: the
 * counter itself remembers what was counted.
 */
async function readCounters(
  client: pg.PoolClient,
  readings: CounterEvent[],
): Promise<(InferenceEvent | null)[]> {
  if (readings.length === 0) return [];
  const counters = await lockCounters(client, [...new Set(readings.map(({ reading }) => reading.counter))]);
  const inOrder = [...readings.entries()].sort(([, a], [, b]) =>
    a.reading.atNanos < b.reading.atNanos ? -1 : 1,
  );
  const added = readings.map((): InferenceEvent | null => null);
  for (const [index, event] of inOrder) {
    const { counter } = event.reading;
    const step = addedSince(event, must(counters.get(counter), "a counter"));
    if (!step) continue;
    counters.set(counter, { counter, ...step.state });
    added[index] = step.added;
  }
  await saveCounters(client, [...counters.values()]);
  return added;
}

/** What is to be counted for each event, in their order; null for what was counted before. */
async function claim(client: pg.PoolClient, events: UsageEvent[]): Promise<(UsageEvent | null)[]> {
  const isFresh = await claimKeys(
    client,
    events.filter((event) => !isReading(event)),
  );
  const added = await readCounters(client, events.filter(isReading));
  let nthPlain = 0;
  let nthReading = 0;
  return events.map((event) => {
    if (isReading(event)) {
      nthReading += 1;
      return added[nthReading - 1] ?? null;
    }
    nthPlain += 1;
    return isFresh[nthPlain - 1] ? event : null;
  });
}

/** A subject was erased after its number was looked up: the number is somebody nameless now. */
class SubjectsErased extends Error {}

async function writeOnce(events: UsageEvent[]): Promise<Written[]> {
  const memory = usageMemory();
  memory.trim();
  await keepReportingCurrency();
  const inferences = events.filter(isInference);
  memory.subjects ??= { version: await sql.readSubjectsVersion(pool()), ids: new Map() };
  const known = memory.subjects;
  const resolved = await resolve(inferences, memory, known);
  await ensureMonths(inferences.map(({ atMicros }) => atMicros));
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    const { version, subjectsVersion, nowMicros } = await sql.beginWriting(client);
    if (subjectsVersion !== known.version) {
      // a new map: whoever resolves just now fills the old one, in vain
      if (memory.subjects === known) memory.subjects = { version: subjectsVersion, ids: new Map() };
      throw new SubjectsErased();
    }
    const book = await currentBook(client, version, memory);
    const counted = await claim(client, events);
    const rows = toRows(
      counted.flatMap((event, index): Resolved[] => {
        const found = resolved.get(events[index] as UsageEvent);
        return found && event?.kind === "inference" && !isEmpty(event) ? [{ ...found, event }] : [];
      }),
      book,
    );
    const seen = findNewlySeen(rows, memory);
    if (rows.length > 0) await insertFresh(client, rows, seen, nowMicros);
    const signups = counted.flatMap((event) => (event?.kind === "signup" ? [event] : []));
    await sql.insertSignups(client, signups);
    if (rows.length > 0 || signups.length > 0) await client.query(sql.beatPulse, [sql.pulseSlot]);
    await client.query("COMMIT");
    for (const [cell, ids] of seen) memory.rememberSeen(cell, ids);
    const costs = new Map(rows.map(({ event, assessment }) => [event, assessment.costMicros]));
    return counted.map((event): Written => {
      if (!event) return "duplicate";
      if (event.kind === "signup") return "signup";
      return costs.get(event) === null ? "unpriced" : "priced";
    });
  } catch (error) {
    await client.query("ROLLBACK").catch((lost) => {
      broken = lost;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Deadlock, serialization: nothing is wrong with the batch. */
const passing = new Set(["40P01", "40001"]);
const NO_PARTITION = "23514";
const MOST_TRIES = 4;

/**
 * Writes at most MOST_EVENTS_A_WRITE events in one transaction and answers after its commit. Safe to call again with the
 * same events, also when nobody knows whether the commit went through.
 */
export async function writeUsage(events: UsageEvent[]): Promise<Written[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await writeOnce(events);
    } catch (error) {
      if (error instanceof SubjectsErased) continue;
      const { code = "", message = "" } = error as { code?: string; message?: string };
      const monthGone = code === NO_PARTITION && message.includes("no partition");
      if (attempt >= MOST_TRIES || !(monthGone || passing.has(code))) throw error;
      // a month that this process knew was dropped meanwhile
      if (monthGone) usageMemory().months.clear();
    }
  }
}
