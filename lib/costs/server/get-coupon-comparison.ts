import "server-only";
import type { Actor } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { floorToBucket, nextBucket } from "../../usage";
import { getUsersBefore, prepareUserDays, readUserDays } from "../../usage/server";
import { ECONOMICS_DAYS, type EconomicsQuery } from "../campaign-economics-view";
import { Moments, standardizedDifference } from "../coupon-comparison";
import {
  type Compared,
  type ComparedMeasure,
  type CouponComparison,
  comparedMeasures,
  firstDaysCompared,
} from "../coupon-comparison-view";
import { addDays, dayAt } from "../day";
import { percentileOf } from "../user-distribution";
import { readFirstCoupons } from "./coupon-user-queries";
import { whileUnchanged } from "./kept-reads";
import { openScope, type Scope } from "./scope";
import { type Days, userDaysOf } from "./user-days";

const KEPT_MS = 300_000;

/** A user who came in these days, and what each of the first days added. */
type Newcomer = {
  firstDay: number;
  sums: { activeDays: number; requests: number; cost: number; isBack: boolean }[];
};

const nothing = () => firstDaysCompared.map(() => ({ activeDays: 0, requests: 0, cost: 0, isBack: false }));

/** Who was first seen in these days, with their first 7 and 30 days; the day they came on is age 0. */
async function readNewcomers(
  edges: readonly number[],
  filter: Scope["filter"],
  before: { has(user: number): boolean },
): Promise<Map<number, Newcomer>> {
  const newcomers = new Map<number, Newcomer>();
  let today = 0;
  for await (const day of readUserDays(edges, filter)) {
    for (const [nth, user] of (day?.users ?? []).entries()) {
      if (before.has(user)) continue;
      let newcomer = newcomers.get(user);
      if (!newcomer) {
        newcomer = { firstDay: today, sums: nothing() };
        newcomers.set(user, newcomer);
      }
      const age = today - newcomer.firstDay;
      for (const [at, sum] of newcomer.sums.entries()) {
        const horizon = firstDaysCompared[at] ?? 0;
        if (age === horizon) sum.isBack = true;
        if (age >= horizon) continue;
        sum.activeDays += 1;
        sum.requests += day?.requests[nth] ?? 0;
        sum.cost += Math.max(0, day?.costs[nth] ?? 0);
      }
    }
    today += 1;
  }
  return newcomers;
}

const measured: Record<ComparedMeasure, (sum: Newcomer["sums"][number]) => number> = {
  active_days: ({ activeDays }) => activeDays,
  requests: ({ requests }) => requests,
  cost: ({ cost }) => cost,
  retained: ({ isBack }) => (isBack ? 1 : 0),
};

type Week = { start: number; end: number; coupon: Newcomer[]; organic: Newcomer[] };

function compare(
  weeks: Week[],
  at: number,
  { edges, zone }: { edges: readonly number[]; zone: string },
): Compared {
  const horizon = firstDaysCompared[at] ?? 0;
  // day `horizon` itself must be over: it says who is back
  const isOver = ({ firstDay }: Newcomer) => firstDay + horizon < edges.length - 1;
  const strata = weeks
    .map((week) => ({ ...week, coupon: week.coupon.filter(isOver), organic: week.organic.filter(isOver) }))
    .filter(({ coupon, organic }) => coupon.length > 1 && organic.length > 1);
  const sumsOf = (group: "coupon" | "organic") =>
    strata.flatMap((week) => week[group].flatMap(({ sums }) => sums[at] ?? []));
  const groupOf = (group: "coupon" | "organic") => {
    const costs = sumsOf(group)
      .map(({ cost }) => cost)
      .sort((a, b) => a - b);
    const text = (micros: number | null) => (micros === null ? null : String(micros));
    return {
      users: costs.length,
      p50Micros: text(percentileOf(costs, 0.5)),
      p95Micros: text(percentileOf(costs, 0.95)),
    };
  };
  const measures = comparedMeasures.flatMap((measure) => {
    const stratumOf = (newcomers: Newcomer[]) => {
      const moments = new Moments();
      for (const { sums } of newcomers) {
        const sum = sums[at];
        if (sum) moments.add(measured[measure](sum));
      }
      return moments.stratum;
    };
    const told = standardizedDifference(
      strata.map(({ coupon, organic }) => ({ given: stratumOf(coupon), other: stratumOf(organic) })),
    );
    if (!told) return [];
    const { given, other, ...rest } = told;
    return [{ measure, coupon: given, organic: other, ...rest }];
  });
  const [first, last] = [strata[0], strata.at(-1)];
  return {
    days: horizon,
    weeks:
      first && last
        ? { from: dayAt(first.start, zone), to: dayAt(last.start, zone), count: strata.length }
        : null,
    coupon: groupOf("coupon"),
    organic: groupOf("organic"),
    measures,
  };
}

async function readComparisons(
  actor: Actor,
  { filter, view }: Scope,
  { edges }: Days,
): Promise<Result<Compared[]>> {
  const zone = view.timeZone;
  const before = await getUsersBefore(actor, { before: edges[0] ?? 0, zone }, filter);
  if (!before.ok) return before;
  const [newcomers, coupons] = await Promise.all([
    readNewcomers(edges, filter, before.value),
    readFirstCoupons(new Date(edges.at(-1) ?? 0)),
  ]);
  const weeks = new Map<number, Week>();
  for (const [user, newcomer] of newcomers) {
    const start = floorToBucket(edges[newcomer.firstDay] ?? 0, "week", zone);
    const week = weeks.get(start) ?? { start, end: nextBucket(start, "week", zone), coupon: [], organic: [] };
    weeks.set(start, week);
    const firstCoupon = coupons.get(user);
    week[firstCoupon !== undefined && firstCoupon < week.end ? "coupon" : "organic"].push(newcomer);
  }
  const inOrder = [...weeks.values()].sort((a, b) => a.start - b.start);
  return ok(firstDaysCompared.map((_, at) => compare(inOrder, at, { edges, zone })));
}

/**
 * Users who came with a coupon beside those who came in the same weeks without: their first 7 and 30 days. With a coupon
 * is who got one, of whatever campaign, before the end of the week of their first request; who got one later stays with
 * the others, so that nobody is sorted by what they did in the days that are compared. Only users whose days are over.
 */
export async function getCouponComparison(
  actor: Actor,
  asked: EconomicsQuery = {},
  now: Date = new Date(),
): Promise<Result<CouponComparison>> {
  const opened = await openScope(actor, asked, now);
  if (!opened.ok) return opened;
  const scope = opened.value;
  const { about, today, filter } = scope;
  const days = await userDaysOf(
    scope,
    { from: addDays(today, -2 * ECONOMICS_DAYS), to: today },
    ECONOMICS_DAYS,
  );
  const told = { about, days: days && { from: days.from, to: days.to } };
  if (!days) return ok({ ...told, progress: { done: 0, total: 0 }, comparisons: null });
  const progress = await prepareUserDays(actor, days.edges, filter);
  if (!progress.ok) return progress;
  if (progress.value.done < progress.value.total)
    return ok({ ...told, progress: progress.value, comparisons: null });
  const comparisons = await whileUnchanged(
    JSON.stringify(["coupon comparison", filter, days.edges]),
    `${Math.floor(now.getTime() / KEPT_MS)} ${scope.latePulse}`,
    () => readComparisons(actor, scope, days),
  );
  return comparisons.ok
    ? ok({ ...told, progress: progress.value, comparisons: comparisons.value })
    : comparisons;
}
