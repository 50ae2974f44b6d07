import "server-only";
import type pg from "pg";
import { pool } from "../../platform/db";
import type { Interval } from "../calendar";
import { moments, type UserCounter } from "../growth";
import { cutReport } from "../report-pieces";
import type { ReportRange } from "../usage-report";
import { type Member, readSettled, type SettledReading } from "./read-settled";
import { recentPresence } from "./recent-presence";
import { SpanMaker } from "./span-maker";
import * as sql from "./usage-report-sql";
import * as spanSql from "./usage-span-sql";
import { addSums, noSums, type Sums, toSums } from "./usage-sums";

const QUARTER_MS = 900_000;

export type ReadUsage<Counter> = {
  /** By `bucket group`. */
  sums: Map<string, Sums>;
  byGroup: Counter[];
  all: Counter;
  /** What is worth keeping of what had to be read the long way. */
  spans: spanSql.NewSpan[];
};

/** The moment of an instant, for instants that never go back. */
function momentReader(range: ReportRange): (at: number) => number {
  const [from = 0] = range.edges;
  let bucket = 0;
  return (at) => {
    if (at < range.periodBefore) return moments.longAgo;
    if (at < range.bucketBefore) return moments.periodBefore;
    if (at < from) return moments.bucketBefore;
    while (at >= (range.edges[bucket + 1] ?? Number.POSITIVE_INFINITY)) bucket += 1;
    return bucket;
  };
}

type Counters = { byGroup: UserCounter[]; all: UserCounter };

/** Users from the first event ever to the end of the range, in the order of time: what is kept, then lists. */
async function countUsers(
  client: pg.PoolClient,
  members: Member[],
  range: ReportRange,
  { parts, stretches }: SettledReading,
  { byGroup, all }: Counters,
  maker: SpanMaker,
  now: number,
): Promise<void> {
  const groupOf = new Map(members.map(({ dimensionId, group }) => [dimensionId, group]));
  let next = 0;
  const seePartsUpTo = (moment: number) => {
    for (let one = parts[next]; one && one.moment <= moment; one = parts[next]) {
      const counter = byGroup[one.group];
      counter?.seeAll(one.users, one.moment);
      // whoever is in several groups counts once among all
      if (counter !== all) all.seeAll(one.users, one.moment);
      next += 1;
    }
  };
  const momentOf = momentReader(range);
  const recent = recentPresence(pool());
  const known = recent.known(now);
  for await (const rows of sql.streamPresence(client, stretches, known.list())) {
    for (const { dimension_id: dimensionId, quarter, version, subjects: list } of rows) {
      const at = quarter * QUARTER_MS;
      const moment = momentOf(at);
      seePartsUpTo(moment);
      const counter = byGroup[groupOf.get(dimensionId) ?? -1];
      const keep = maker.keeperOf(dimensionId, at);
      const subjects = list === null ? known.subjectsOf(dimensionId, quarter) : sql.toSubjects(list);
      if (list !== null) recent.keep({ dimensionId, quarter, version, subjects }, now);
      for (const subject of subjects) {
        counter?.see(subject, moment);
        if (counter !== all) all.see(subject, moment);
        keep?.(subject);
      }
    }
  }
  seePartsUpTo(Number.POSITIVE_INFINITY);
}

/** Additive figures: of kept spans as they are, of everything else from the rollup. */
async function sumByHour(
  client: pg.PoolClient,
  members: Member[],
  range: ReportRange,
): Promise<Map<string, Sums>> {
  const grouped = {
    dimensionIds: members.map(({ dimensionId }) => dimensionId),
    groups: members.map(({ group }) => group),
  };
  const rows = await sql.sumRollup(client, grouped, range.edges);
  return new Map(rows.map((row) => [`${row.bucket} ${row.group}`, toSums(row)]));
}

async function sumByPiece(
  client: pg.PoolClient,
  { parts, unsummed }: SettledReading,
): Promise<Map<string, Sums>> {
  const sums = new Map<string, Sums>();
  const add = (moment: number, group: number, more: Sums) => {
    const key = `${moment} ${group}`;
    const total = sums.get(key) ?? noSums();
    addSums(total, more);
    sums.set(key, total);
  };
  for (const part of parts) if (part.moment >= 0) add(part.moment, part.group, part.sums);
  const rest = unsummed.filter(({ moment }) => moment >= 0);
  for (const row of await spanSql.sumStretches(client, rest)) {
    const stretch = rest[row.nth];
    if (stretch) add(stretch.moment, stretch.group, toSums(row));
  }
  return sums;
}

export type ReportTime = { range: ReportRange; interval: Interval; zone: string; now: number };

/**
 * Everything that a report says, read in the transaction of the client. `now` is the time of its snapshot; `makeCounter`
 * makes what counts the users of so many buckets.
 */
export async function readUsage<Counter extends UserCounter>(
  client: pg.PoolClient,
  members: Member[],
  groups: number,
  { range, interval, zone, now }: ReportTime,
  makeCounter: (buckets: number) => Counter,
): Promise<ReadUsage<Counter>> {
  const cut = cutReport(range, interval, zone, now - spanSql.SPAN_AFTER_MS);
  const settled = await readSettled(client, members, groups, cut);
  const buckets = range.edges.length - 1;
  const all = makeCounter(buckets);
  const byGroup = groups === 1 ? [all] : Array.from({ length: groups }, () => makeCounter(buckets));
  const sums =
    interval === "hour" ? await sumByHour(client, members, range) : await sumByPiece(client, settled);
  const maker = await SpanMaker.begin(client, cut.beginning, settled.beginnings, settled.missing);
  await countUsers(client, members, range, settled, { byGroup, all }, maker, now);
  return { sums, byGroup, all, spans: await maker.end(client) };
}
