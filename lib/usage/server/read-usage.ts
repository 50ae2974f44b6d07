import "server-only";
import type pg from "pg";
import type { Interval } from "../calendar";
import { moments, type UserCounter } from "../growth";
import { cutReport, type Piece, type ReportPieces } from "../report-pieces";
import type { ReportRange } from "../usage-report";
import { SpanMaker } from "./span-maker";
import * as sql from "./usage-report-sql";
import * as spanSql from "./usage-span-sql";
import { addSums, noSums, type Sums, toSums } from "./usage-sums";

const QUARTER_MS = 900_000;

/** A dimension of a report: its group, and the stretch of time in which it has events at all, in milliseconds. */
export type Member = { dimensionId: number; group: number; first: number; last: number };

export type ReadUsage<Counter> = {
  /** By `bucket group`. */
  sums: Map<string, Sums>;
  byGroup: Counter[];
  all: Counter;
  /** What is worth keeping of what had to be read the long way. */
  spans: spanSql.NewSpan[];
};

/** What each dimension is read from: spans that are kept, and stretches of the quarters of an hour themselves. */
type Plan = {
  spans: (spanSql.Stretch & { moment: number; group: number })[];
  stretches: spanSql.Stretch[];
  /** Whole pieces that no span is kept of. */
  missing: (spanSql.Stretch & { piece: Piece; group: number })[];
  /** Dimensions whose beginning has to be made, and the kept one that it goes on from. */
  beginnings: { dimensionId: number; goesOnFrom: number | null }[];
};

function addStretch(stretches: spanSql.Stretch[], next: spanSql.Stretch): void {
  const last = stretches.at(-1);
  if (last && last.dimensionId === next.dimensionId && last.to === next.from) last.to = next.to;
  else stretches.push(next);
}

function planBeginning(
  plan: Plan,
  { dimensionId, group, first }: Member,
  beginning: number,
  kept: number | undefined,
) {
  if (first >= beginning) return;
  if (kept !== undefined) plan.spans.push({ dimensionId, group, from: 0, to: kept, moment: moments.longAgo });
  if (kept === beginning) return;
  addStretch(plan.stretches, { dimensionId, from: kept ?? 0, to: beginning });
  plan.beginnings.push({ dimensionId, goesOnFrom: kept ?? null });
}

function makePlan(
  members: Member[],
  { beginning, pieces }: ReportPieces,
  kept: Set<string>,
  keptBeginnings: Map<number, number>,
): Plan {
  const plan: Plan = { spans: [], stretches: [], missing: [], beginnings: [] };
  for (const member of members) {
    const { dimensionId, group } = member;
    planBeginning(plan, member, beginning, keptBeginnings.get(dimensionId));
    for (const piece of pieces) {
      const { from, to, moment, isWhole } = piece;
      if (to <= member.first || from > member.last) continue;
      if (isWhole && kept.has(`${dimensionId} ${from} ${to}`))
        plan.spans.push({ dimensionId, group, from, to, moment });
      else {
        addStretch(plan.stretches, { dimensionId, from, to });
        if (isWhole) plan.missing.push({ dimensionId, group, from, to, piece });
      }
    }
  }
  return plan;
}

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

function joinBits(into: Uint8Array, more: Uint8Array): void {
  for (let byte = 0; byte < more.length; byte += 1) into[byte] = (into[byte] ?? 0) | (more[byte] ?? 0);
}

/** Users from the first event ever to the end of the range, in the order of time: bits of spans, then lists. */
async function countUsers(
  client: pg.PoolClient,
  members: Member[],
  range: ReportRange,
  plan: Plan,
  { byGroup, all }: Counters,
  maker: SpanMaker,
): Promise<void> {
  const groupOf = new Map(members.map(({ dimensionId, group }) => [dimensionId, group]));
  const bits = await spanSql.readSpanUsers(client, plan.spans);
  const together = new Uint8Array(spanSql.CHUNK_USERS / 8);
  let next = 0;
  const seeSpansUpTo = (moment: number) => {
    for (let one = bits[next]; one && one.moment <= moment; one = bits[next]) {
      const first = one.chunk * spanSql.CHUNK_USERS;
      byGroup[one.group]?.seeBits(first, one.bits, one.moment);
      next += 1;
      if (byGroup[one.group] === all) continue;
      // whoever is in several groups counts once among all
      joinBits(together, one.bits);
      const following = bits[next];
      if (following?.moment === one.moment && following.chunk === one.chunk) continue;
      all.seeBits(first, together, one.moment);
      together.fill(0);
    }
  };
  const momentOf = momentReader(range);
  for await (const rows of sql.streamPresence(client, plan.stretches)) {
    for (const { dimension_id: dimensionId, quarter, subjects } of rows) {
      const at = quarter * QUARTER_MS;
      const moment = momentOf(at);
      seeSpansUpTo(moment);
      const counter = byGroup[groupOf.get(dimensionId) ?? -1];
      const keep = maker.keeperOf(dimensionId, at);
      sql.eachSubject(subjects, (subject) => {
        counter?.see(subject, moment);
        if (counter !== all) all.see(subject, moment);
        keep?.(subject);
      });
    }
  }
  seeSpansUpTo(Number.POSITIVE_INFINITY);
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
  members: Member[],
  pieces: Piece[],
  wholes: Piece[],
  kept: spanSql.KeptSpan[],
): Promise<Map<string, Sums>> {
  const sums = new Map<string, Sums>();
  const groupOf = new Map(members.map(({ dimensionId, group }) => [dimensionId, group]));
  const add = (moment: number, dimensionId: number, columns: sql.SumColumns) => {
    const key = `${moment} ${groupOf.get(dimensionId)}`;
    const total = sums.get(key) ?? noSums();
    addSums(total, toSums(columns));
    sums.set(key, total);
  };
  const done = new Set<string>();
  for (const span of kept) {
    const piece = wholes[span.piece];
    if (!piece) continue;
    done.add(`${span.dimension_id} ${piece.from} ${piece.to}`);
    if (piece.moment >= 0) add(piece.moment, span.dimension_id, span);
  }
  const rest = members.flatMap(({ dimensionId, first, last }) =>
    pieces.flatMap(({ from, to, moment }) =>
      moment < 0 || to <= first || from > last || done.has(`${dimensionId} ${from} ${to}`)
        ? []
        : [{ dimensionId, from, to, moment }],
    ),
  );
  for (const row of await spanSql.sumStretches(client, rest)) {
    const stretch = rest[row.nth];
    if (stretch) add(stretch.moment, stretch.dimensionId, row);
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
  const dimensionIds = members.map(({ dimensionId }) => dimensionId);
  const wholes = cut.pieces.filter(({ isWhole }) => isWhole);
  const kept = await spanSql.findSpans(client, dimensionIds, wholes);
  const keys = new Set(
    kept.map((span) => `${span.dimension_id} ${wholes[span.piece]?.from} ${wholes[span.piece]?.to}`),
  );
  const plan = makePlan(
    members,
    cut,
    keys,
    await spanSql.findBeginnings(client, dimensionIds, cut.beginning),
  );
  const buckets = range.edges.length - 1;
  const all = makeCounter(buckets);
  const byGroup = groups === 1 ? [all] : Array.from({ length: groups }, () => makeCounter(buckets));
  const sums =
    interval === "hour"
      ? await sumByHour(client, members, range)
      : await sumByPiece(client, members, cut.pieces, wholes, kept);
  const maker = await SpanMaker.begin(client, cut.beginning, plan.beginnings, plan.missing);
  await countUsers(client, members, range, plan, { byGroup, all }, maker);
  return { sums, byGroup, all, spans: await maker.end(client) };
}
