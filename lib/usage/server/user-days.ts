import "server-only";
import type pg from "pg";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { onConnection, pool } from "../../platform/db";
import { log } from "../../platform/log";
import { readLateVersions } from "./late-versions";
import { numberArray } from "./sql-array";
import { beginReading, type DimensionFilter, findMatchingDimensions } from "./usage-report-sql";
import { SPAN_AFTER_MS } from "./usage-span-sql";
import * as sql from "./user-day-sql";

/** What users did on one day: three lists that go together, in the order of the users' numbers. */
export type UserDay = {
  users: number[];
  requests: number[];
  /** Micro-units of the reporting currency; -1 where no request has a cost yet. */
  costs: number[];
  unpricedRequests: number;
  /** Cost of events that name no user, corrections of closed periods among them. */
  namelessMicros: bigint;
};

/** How many of the days are worked out. */
export type DaysMade = { done: number; total: number };

/** A day that is over for this long is worked out for good; in milliseconds. */
export const USER_DAYS_AFTER_MS = SPAN_AFTER_MS;

const scopeOf = ({ source, model, campaign, region, provider, serviceTier, exceptSource }: DimensionFilter) =>
  JSON.stringify(
    [source, model, campaign, region, provider, serviceTier, exceptSource].map((value) => value ?? null),
  );

/** One snapshot; with `readOnly` nothing is written in it. */
async function within<T>(readOnly: boolean, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return onConnection(async (client) => {
    if (readOnly) await beginReading(client);
    else
      await client.query(
        "BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL statement_timeout = '60s'; SET LOCAL work_mem = '64MB'",
      );
    const value = await work(client);
    await client.query("COMMIT");
    return value;
  });
}

function stretchesOf(edges: readonly number[]): sql.DayStretch[] {
  return edges.slice(0, -1).map((from, nth) => ({ from, to: edges[nth + 1] ?? from }));
}
const wholeOf = (days: readonly sql.DayStretch[]) => ({ from: days[0]?.from ?? 0, to: days.at(-1)?.to ?? 0 });

/** Days of which nothing is kept, or something that no longer holds. */
async function listMissing(days: readonly sql.DayStretch[], filter: DimensionFilter) {
  return within(true, async (client) => {
    const ids = (await findMatchingDimensions(client, filter)).map(({ id }) => id);
    // whatever an address may name: what no usage has keeps nothing
    if (ids.length === 0) return [];
    const versions = (await readLateVersions(client)).of(ids);
    const kept = await sql.findUserDays(client, scopeOf(filter), wholeOf(days));
    return days.filter(({ from, to }) => kept.get(`${from} ${to}`) !== versions.between(from, to));
  });
}

async function makeDay(day: sql.DayStretch, filter: DimensionFilter): Promise<void> {
  await within(false, async (client) => {
    const ids = (await findMatchingDimensions(client, filter)).map(({ id }) => id);
    const lateVersion = (await readLateVersions(client)).of(ids).between(day.from, day.to);
    await sql.makeUserDay(client, scopeOf(filter), day, { dimensionIds: numberArray(ids), lateVersion });
  });
}

type Making = { work: Promise<void>; left: number };
const underWay = new WeakMap<pg.Pool, Map<string, Making>>();
const queues = new WeakMap<pg.Pool, Promise<void>>();

/** One day at a time in a process, whoever asks: it may take a second over millions of events. */
function startMaking(key: string, missing: sql.DayStretch[], filter: DimensionFilter): Making {
  const at = pool();
  const own = underWay.get(at) ?? new Map<string, Making>();
  underWay.set(at, own);
  const known = own.get(key);
  if (known) return known;
  const making: Making = { work: Promise.resolve(), left: missing.length };
  const before = queues.get(at) ?? Promise.resolve();
  making.work = before
    .then(async () => {
      // the latest first: they are asked for most
      for (const day of [...missing].reverse()) {
        await makeDay(day, filter).catch((error) => {
          // another process made the same day
          if ((error as { code?: string }).code !== "40001") throw error;
        });
        making.left -= 1;
      }
    })
    .finally(() => own.delete(key));
  queues.set(
    at,
    making.work.catch((error) =>
      log.warn({ error }, "days of users were not worked out; who asks next tries"),
    ),
  );
  own.set(key, making);
  return making;
}

/**
 * Sees to it that the days (`edges` in milliseconds: starts of days and the end of the last, over for USER_DAYS_AFTER_MS)
 * are worked out under the filter. Waits `waitMs` at most; what is left then goes on, and the answer tells how far it is.
 */
export async function prepareUserDays(
  actor: Actor,
  edges: readonly number[],
  filter: DimensionFilter = {},
  { waitMs = 2_500 } = {},
): Promise<Result<DaysMade>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const days = stretchesOf(edges);
  if (days.length === 0) return ok({ done: 0, total: 0 });
  const missing = await listMissing(days, filter);
  if (missing.length === 0) {
    await sql.touchUserDays(pool(), scopeOf(filter), wholeOf(days));
    return ok({ done: days.length, total: days.length });
  }
  const making = startMaking(`${scopeOf(filter)} ${edges[0]} ${edges.at(-1)}`, missing, filter);
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, waitMs);
    timer.unref();
  });
  try {
    await Promise.race([making.work, patience]);
  } finally {
    clearTimeout(timer);
  }
  return ok({ done: days.length - Math.min(days.length, making.left), total: days.length });
}

/** Whether anybody looked at days of users in the last month. */
export async function hasUserDays(): Promise<boolean> {
  const { rows } = await pool().query("SELECT 1 FROM usage_user_day LIMIT 1");
  return rows.length > 0;
}

/** The days one after another, the first one first; null for one that is not worked out. Holds one day at a time. */
export async function* readUserDays(
  edges: readonly number[],
  filter: DimensionFilter = {},
): AsyncGenerator<UserDay | null> {
  const scope = scopeOf(filter);
  for (const day of stretchesOf(edges)) {
    const kept = await within(true, (client) => sql.readUserDay(client, scope, day));
    yield kept && {
      users: sql.parseNumbers(kept.subjects),
      requests: sql.parseNumbers(kept.requests),
      costs: sql.parseNumbers(kept.costs),
      unpricedRequests: Number(kept.unpriced),
      namelessMicros: BigInt(kept.nameless),
    };
  }
}
