import "server-only";
import type { Actor } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { floorToBucket } from "../../usage";
import { getUsersBefore, listExchangeRates, prepareUserDays } from "../../usage/server";
import {
  type CampaignEconomics,
  type CampaignEconomicsRow,
  ECONOMICS_DAYS,
  type EconomicsQuery,
  FIRST_DAYS,
} from "../campaign-economics-view";
import { addDays, type Day, dayAt, listDays, monthOf } from "../day";
import { convertDiscounts } from "../discounts";
import { type AgedUsers, acquireOf, ageCurve, paybackOf, serveWithin, weeklyPaybacks } from "../payback";
import { revenueIn } from "../user-revenue";
import { type CampaignCohort, readCohorts } from "./campaign-cohorts";
import { type CouponUsers, readCouponUsers } from "./coupon-user-queries";
import { whileUnchanged } from "./kept-reads";
import { openScope, type Scope } from "./scope";
import { type Days, userDaysOf } from "./user-days";
import { getRevenuePlans } from "./user-revenue-queries";

/** Coupons of days that are over change little: read again after five minutes. */
const KEPT_MS = 300_000;

const halfUp = (micros: bigint, by: number) => String((2n * micros + BigInt(by)) / (2n * BigInt(by)));
const whole = (micros: number) => String(Math.round(micros));

/** Discounts of each campaign by the day its users came, in the reporting currency. */
async function valueDiscounts(
  actor: Actor,
  scope: Scope,
  { campaigns, discounts }: CouponUsers,
  days: number,
) {
  const rates = await listExchangeRates(actor);
  if (!rates.ok) return rates;
  const nth = new Map(campaigns.map(({ key }, at) => [key, at]));
  const given = discounts.map((row) => ({ ...row, bucket: (nth.get(row.campaign) ?? 0) * days + row.day }));
  const { buckets, unconverted } = convertDiscounts(
    given,
    campaigns.length * days,
    scope.currency,
    rates.value,
  );
  const micros = (key: string) => {
    const from = (nth.get(key) ?? 0) * days;
    return buckets.slice(from, from + days).map((bucket) => bucket.micros);
  };
  return ok({ micros, unconverted });
}

type About = CouponUsers["campaigns"][number];
type Calendar = { revenueOn: (day: number) => bigint | null; weekOf: (day: number) => Day };

function toRow(
  { key, name, hasHoldout, startedBefore }: About,
  aged: AgedUsers & CampaignCohort,
  { revenueOn, weekOf }: Calendar,
): CampaignEconomicsRow {
  const acquire = acquireOf(aged);
  const serve = serveWithin(aged, aged.days).micros;
  const first = serveWithin(aged, FIRST_DAYS);
  const curve = ageCurve(aged, revenueOn);
  const { users } = acquire;
  return {
    campaign: key,
    name,
    startedBefore,
    hasHoldout,
    users,
    redeemed: aged.redeemed,
    newUsers: aged.newUsers,
    acquireMicros: String(acquire.micros),
    serveMicros: String(serve),
    serveFirstMicros: String(first.micros),
    firstOver: { users: first.over.users, micros: String(first.over.micros) },
    each:
      users === 0
        ? null
        : {
            acquireMicros: halfUp(acquire.micros, users),
            serveMicros: halfUp(serve, users),
            totalMicros: halfUp(acquire.micros + serve, users),
          },
    perNewUserMicros: aged.newUsers === 0 ? null : halfUp(acquire.micros + serve, aged.newUsers),
    payback: paybackOf(curve, acquire.each),
    weeks: weeklyPaybacks(aged, revenueOn, weekOf),
    curve: curve.map((point) => ({
      ...point,
      serveMicros: whole(point.serveMicros),
      revenueMicros: point.revenueMicros === null ? null : whole(point.revenueMicros),
    })),
  };
}

async function readRows(actor: Actor, scope: Scope, days: Days, given: CouponUsers) {
  const { view, filter } = scope;
  const many = days.edges.length - 1;
  const before = await getUsersBefore(actor, { before: days.edges[0] ?? 0, zone: view.timeZone }, filter);
  if (!before.ok) return before;
  const discounts = await valueDiscounts(actor, scope, given, many);
  if (!discounts.ok) return discounts;
  const { cohorts, unpricedRequests } = await readCohorts(given.came, days.edges, filter, before.value);
  return ok({ discounts: discounts.value, cohorts, unpricedRequests });
}

/**
 * What the users of each campaign cost to get and to serve over the last ECONOMICS_DAYS full days, and when they have paid
 * it back. Days are worked out from the events once; while that goes on `campaigns` is null. `forbidden`.
 */
export async function getCampaignEconomics(
  actor: Actor,
  asked: EconomicsQuery = {},
  now: Date = new Date(),
): Promise<Result<CampaignEconomics>> {
  const opened = await openScope(actor, asked, now);
  if (!opened.ok) return opened;
  const scope = opened.value;
  const { about, today, view } = scope;
  const days = await userDaysOf(
    scope,
    { from: addDays(today, -2 * ECONOMICS_DAYS), to: today },
    ECONOMICS_DAYS,
  );
  const told = {
    about,
    days: days && { from: days.from, to: days.to },
    unconverted: [],
    unpricedRequests: 0,
  };
  if (!days) return ok({ ...told, progress: { done: 0, total: 0 }, campaigns: null });
  const progress = await prepareUserDays(actor, days.edges, scope.filter);
  if (!progress.ok) return progress;
  if (progress.value.done < progress.value.total)
    return ok({ ...told, progress: progress.value, campaigns: null });
  const minutes = Math.floor(now.getTime() / KEPT_MS);
  const given = await whileUnchanged(JSON.stringify(["coupon users", days.edges]), String(minutes), () =>
    readCouponUsers(days.edges),
  );
  const read = await whileUnchanged(
    JSON.stringify(["campaign economics", scope.filter, days.edges]),
    `${minutes} ${scope.latePulse}`,
    () => readRows(actor, scope, days, given),
  );
  if (!read.ok) return read;
  const { discounts, cohorts, unpricedRequests } = read.value;
  const plans = await getRevenuePlans();
  const weekOf = (day: number) =>
    dayAt(floorToBucket(days.edges[day] ?? 0, "week", view.timeZone), view.timeZone);
  const rows = given.campaigns.flatMap((campaign) => {
    const cohort = cohorts.get(campaign.key);
    if (!cohort) return [];
    const revenues = listDays(days.from, days.to).map((day) => revenueIn(plans, campaign.key, monthOf(day)));
    const revenueOn = (day: number) => revenues[day] ?? null;
    const aged = { ...cohort, discountMicros: discounts.micros(campaign.key) };
    return [toRow(campaign, aged, { revenueOn, weekOf })];
  });
  return ok({
    ...told,
    progress: progress.value,
    campaigns: rows.sort((a, b) => b.users - a.users || (a.campaign < b.campaign ? -1 : 1)),
    unconverted: discounts.unconverted.map((one) => ({ ...one, amount: String(one.amount) })),
    unpricedRequests,
  });
}
