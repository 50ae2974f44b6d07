import "server-only";
import type { Actor } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { floorToBucket } from "../../usage";
import { type DimensionNames, sumByDimension, sumUsageBetween, type UsageSum } from "../../usage/server";
import { type AnomaliesView, type Anomaly, MOST_ANOMALIES } from "../anomalies-view";
import {
  ANOMALY_HISTORY_DAYS,
  FEWEST_DAYS,
  type Judged,
  judgeDay,
  type WatchedFigure,
  watchedFigures,
} from "../anomaly";
import { type CauseSum, explainDifference, type SplitBasis, splitDifference } from "../anomaly-cause";
import { addDays, type Day, dayEdges, daysBetween, sameTimeOfDay, startOfDay } from "../day";
import { spendByDay } from "../day-book";
import type { AskedView } from "../view";
import { whileUnchanged } from "./kept-reads";
import { readDays } from "./read-days";
import { openScope, pulseBefore, type Scope, settledUntil } from "./scope";

const MINUTE_MS = 60_000;
/** How long an hour is given to come in. */
const GRACE_MS = 10 * MINUTE_MS;
/** Days that say what is usual, for the cause: those of the pace. */
const USUAL_DAYS = 7;
const FEWEST_USUAL = 3;

type Window = { from: number; to: number };
type FullDay = { day: Day; values: Record<WatchedFigure, number>; activeUsers: number; unpriced: number };
type Found = { day: Day; until: number | null; figures: { figure: WatchedFigure; judged: Judged }[] };
type Named = UsageSum & DimensionNames;

/** Full days from the second on: the first began before anything was sent, the last may have ended before its end. */
async function readFullDays(scope: Scope, from: Day): Promise<Result<FullDay[]>> {
  const { span, today, view } = scope;
  if (!span || from > view.to) return ok([]);
  const read = await readDays(scope, { from, to: view.to, groupBy: "model" });
  if (!read.ok) return read;
  const { days, sums, users } = read.value;
  const spend = spendByDay(read.value);
  const requests = days.map(() => 0);
  const unpriced = days.map(() => 0);
  for (const sum of sums) {
    requests[sum.bucket] = (requests[sum.bucket] ?? 0) + sum.requests;
    unpriced[sum.bucket] = (unpriced[sum.bucket] ?? 0) + sum.unpricedRequests + sum.unconvertedRequests;
  }
  return ok(
    days.flatMap((day, nth): FullDay[] =>
      day <= span.first || day >= today || day >= span.last
        ? []
        : [
            {
              day,
              values: {
                spend: Number(spend[nth] ?? 0n),
                requests: requests[nth] ?? 0,
                new_users: users[nth]?.newUsers ?? 0,
              },
              activeUsers: users[nth]?.activeUsers ?? 0,
              unpriced: unpriced[nth] ?? 0,
            },
          ],
    ),
  );
}

function judge(
  before: readonly Record<WatchedFigure, number>[],
  actual: Record<WatchedFigure, number>,
  figures: readonly WatchedFigure[],
): Found["figures"] | null {
  const judged = figures.flatMap((figure) => {
    const one = judgeDay(
      figure,
      before.map((values) => values[figure]),
      actual[figure],
    );
    return one ? [{ figure, judged: one }] : [];
  });
  return judged.length === 0 ? null : judged.filter(({ judged: { isAnomaly } }) => isAnomaly);
}

/** The same hours of a day as of today until `until`. */
function sameHours({ view, today }: Scope, day: Day, until: number): Window {
  const from = startOfDay(day, view.timeZone);
  const end = startOfDay(addDays(day, 1), view.timeZone);
  const to = sameTimeOfDay(until, -daysBetween(day, today), view.timeZone);
  return { from, to: Math.min(end, Math.max(from, Math.floor(to / (15 * MINUTE_MS)) * 15 * MINUTE_MS)) };
}

/** The full hours of today against the same hours of the days before: spend and requests, since users need a whole day. */
async function judgeToday(scope: Scope, full: readonly FullDay[]): Promise<Result<Found | null>> {
  const { actor, filter, now, span, today, view } = scope;
  const until = floorToBucket(now - GRACE_MS, "hour", view.timeZone);
  const start = startOfDay(today, view.timeZone);
  if (!span || span.last < today || until <= start || view.to < today) return ok(null);
  const past = full.slice(-ANOMALY_HISTORY_DAYS);
  if (past.length < FEWEST_DAYS) return ok(null);
  const windows = past.map(({ day }) => sameHours(scope, day, until));
  const key = (of: readonly Window[]) => JSON.stringify(["hours so far", filter, of]);
  const current = [{ from: start, to: until }];
  const [before, so] = await Promise.all([
    whileUnchanged(key(windows), pulseBefore(scope, start), () => sumUsageBetween(actor, windows, filter)),
    whileUnchanged(key(current), scope.usagePulse, () => sumUsageBetween(actor, current, filter)),
  ]);
  if (!before.ok) return before;
  if (!so.ok) return so;
  const toValues = ({ costMicros, requests }: UsageSum) => ({
    spend: Number(costMicros),
    requests,
    new_users: 0,
  });
  const [own] = so.value;
  const figures = own && judge(before.value.map(toValues), toValues(own), ["spend", "requests"]);
  return ok(figures && figures.length > 0 ? { day: today, until, figures } : null);
}

/** Sums by everything that usage is about; windows that are settled are read once. */
async function readNamed(scope: Scope, windows: readonly Window[]): Promise<Result<Map<string, Named[]>>> {
  const { actor, filter } = scope;
  const settled = settledUntil(scope);
  const named = new Map<string, Named[]>();
  for (const isOver of [true, false]) {
    const part = windows.filter(({ to }) => to <= settled === isOver);
    if (part.length === 0) continue;
    const pulse = isOver ? pulseBefore(scope, settled) : scope.usagePulse;
    const read = await whileUnchanged(JSON.stringify(["by name", filter, part]), pulse, () =>
      sumByDimension(actor, part, filter),
    );
    if (!read.ok) return read;
    for (const { nth, ...sum } of read.value) {
      const key = JSON.stringify(part[nth]);
      named.set(key, [...(named.get(key) ?? []), sum]);
    }
  }
  return ok(named);
}

function toBasis(sums: readonly Named[], users: number): SplitBasis {
  const basis = { micros: 0n, users, requests: 0, tokens: 0 };
  for (const sum of sums) {
    basis.micros += sum.costMicros;
    basis.requests += sum.requests - sum.unpricedRequests - sum.unconvertedRequests;
    basis.tokens += sum.inputTokens + sum.outputTokens;
  }
  return basis;
}

/** What shares all its names as one row, with what it was on the day and on the days before. */
function toCauseSums(now: readonly Named[], before: readonly Named[], of: "spend" | "requests"): CauseSum[] {
  const byNames = new Map<string, CauseSum>();
  for (const [which, sums] of [["now", now] as const, ["before", before] as const]) {
    for (const { model, campaign, region, source, provider, serviceTier, costMicros, requests } of sums) {
      const names = { model, campaign, region, source, provider, serviceTier };
      const key = JSON.stringify(names);
      const held = byNames.get(key) ?? { names, now: 0n, before: 0n };
      held[which] += of === "spend" ? costMicros : BigInt(requests);
      byNames.set(key, held);
    }
  }
  return [...byNames.values()];
}

const whole = (value: number) => BigInt(Math.round(value));

function toFigure({ figure, judged }: Found["figures"][number]): Anomaly["figures"][number] {
  const { actual, expected, low, high, score, basis } = judged;
  const difference = whole(actual) - whole(expected);
  return {
    figure,
    actual: String(whole(actual)),
    expected: String(whole(expected)),
    low: String(whole(low)),
    high: String(whole(high)),
    difference: String(difference),
    percent: whole(expected) === 0n ? null : (Number(difference) / Number(whole(expected))) * 100,
    score,
    basis,
  };
}

/** The days before a day that say what was usual: without those that were out of it themselves, while enough are left. */
function usualDays(found: Found, all: readonly Found[], full: readonly FullDay[]): FullDay[] {
  const odd = new Set(all.map(({ day }) => day));
  const last = full.filter(({ day }) => day < found.day).slice(-USUAL_DAYS);
  const calm = last.filter(({ day }) => !odd.has(day));
  return calm.length >= FEWEST_USUAL ? calm : last;
}

async function explain(
  scope: Scope,
  shown: readonly Found[],
  all: readonly Found[],
  full: readonly FullDay[],
): Promise<Result<Anomaly[]>> {
  const { timeZone } = scope.view;
  const windowOf = (day: Day, until: number | null): Window => {
    if (until !== null) return sameHours(scope, day, until);
    const [from = 0, to = 0] = dayEdges(day, day, timeZone);
    return { from, to };
  };
  const asked = shown.map((found) => ({
    found,
    own: windowOf(found.day, found.until),
    usual: usualDays(found, all, full).map(({ day, activeUsers }) => ({
      activeUsers,
      window: windowOf(day, found.until),
    })),
  }));
  const windows = new Map(
    asked
      .flatMap(({ own, usual }) => [own, ...usual.map(({ window }) => window)])
      .map((window) => [JSON.stringify(window), window]),
  );
  const named = await readNamed(
    scope,
    [...windows.values()].sort((a, b) => a.from - b.from || a.to - b.to),
  );
  if (!named.ok) return named;
  const sumsOf = (window: Window) => named.value.get(JSON.stringify(window)) ?? [];
  return ok(
    asked.map(({ found: { day, until, figures }, own, usual }) => {
      const told = figures.map(toFigure);
      const [first] = told;
      const now = sumsOf(own);
      const before = usual.flatMap(({ window }) => sumsOf(window));
      const of = first?.figure === "spend" ? "spend" : "requests";
      const cause =
        first && first.figure !== "new_users"
          ? explainDifference(toCauseSums(now, before, of), BigInt(first.expected))
          : null;
      // users of a part of a day are not known
      const users = until === null ? (full.find((one) => one.day === day)?.activeUsers ?? 0) : 0;
      return {
        day,
        until: until === null ? null : new Date(until).toISOString(),
        figures: told,
        cause: cause && { ...cause, difference: String(cause.difference) },
        split:
          first?.figure === "spend"
            ? splitDifference(
                toBasis(now, users),
                toBasis(
                  before,
                  usual.reduce((sum, { activeUsers }) => sum + activeUsers, 0),
                ),
                BigInt(first.expected),
              ).map(({ part, micros }) => ({ part, micros: String(micros) }))
            : [],
        unpricedRequests: now.reduce(
          (sum, { unpricedRequests, unconvertedRequests }) => sum + unpricedRequests + unconvertedRequests,
          0,
        ),
      };
    }),
  );
}

function whyUnjudged(judged: number, unjudged: number): string | null {
  if (unjudged === 0) return null;
  const days = (count: number) => (count === 1 ? "1 day" : `${count} days`);
  return `${judged === 0 ? "Not enough data" : `Not enough data for the first ${days(unjudged)}`}: a day is judged by at least ${FEWEST_DAYS} full days before it.`;
}

/**
 * The days of a view whose spend, requests or new users lie outside what the weeks before them let expect, the latest
 * first, with what carries most of the difference. Groups are read for such days alone.
 */
export async function getAnomalies(
  actor: Actor,
  asked: AskedView = {},
  now: Date = new Date(),
): Promise<Result<AnomaliesView>> {
  const opened = await openScope(actor, asked, now);
  if (!opened.ok) return opened;
  const scope = opened.value;
  const { about, span, view } = scope;
  if (!span) return ok({ about, data: [], judgedDays: 0, unjudgedDays: 0, detail: null });
  const [from = ""] = [span.first, addDays(view.from, -ANOMALY_HISTORY_DAYS)].sort().slice(-1);
  const full = await readFullDays(scope, from);
  if (!full.ok) return full;
  const days = full.value;
  const found: Found[] = [];
  let judgedDays = 0;
  let unjudgedDays = 0;
  for (const [nth, { day, values }] of days.entries()) {
    if (day < view.from || day > view.to) continue;
    const before = days.slice(Math.max(0, nth - ANOMALY_HISTORY_DAYS), nth).map((one) => one.values);
    const figures = judge(before, values, watchedFigures);
    if (figures === null) unjudgedDays += 1;
    else judgedDays += 1;
    if (figures && figures.length > 0) found.push({ day, until: null, figures });
  }
  const current = await judgeToday(scope, days);
  if (!current.ok) return current;
  const all = current.value ? [...found, current.value] : found;
  const explained = await explain(scope, all.slice(-MOST_ANOMALIES).reverse(), all, days);
  if (!explained.ok) return explained;
  return ok({
    about,
    data: explained.value,
    judgedDays,
    unjudgedDays,
    detail: whyUnjudged(judgedDays, unjudgedDays),
  });
}
