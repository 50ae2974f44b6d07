import { type Plan, planFor } from "./budget";
import {
  addDays,
  type Day,
  dayAt,
  daysBetween,
  firstDayOf,
  lastDayOf,
  listDays,
  type Month,
  monthOf,
} from "./day";
import {
  type BudgetDays,
  curveOver,
  forecastStretch,
  runsOutOn,
  type SpentDay,
  type StretchForecast,
} from "./forecast";

export const budgetPeriods = ["month", "campaign"] as const;
export type BudgetPeriod = (typeof budgetPeriods)[number];

/** What finance set for a campaign. Micro-units of the reporting currency; null = none from then on. */
export type CampaignPlan = { period: BudgetPeriod; month: Month | null; budgetMicros: bigint | null };

/** What holds in a month: of the kind that was set last. `plans` in the order in which they were set. */
export function campaignPlanFor(plans: readonly CampaignPlan[], month: Month): CampaignPlan | null {
  const last = plans.at(-1);
  if (!last || last.period === "campaign") return last ?? null;
  const monthly = plans.flatMap((plan): Plan[] =>
    plan.period === "month" && plan.month !== null
      ? [{ month: plan.month, budgetMicros: plan.budgetMicros, targetMicros: null }]
      : [],
  );
  const found = planFor(monthly, month);
  return found && { period: "month", month: found.month, budgetMicros: found.budgetMicros };
}

/** The campaign's first and last day; null: not launched, without an end. */
export type CampaignDays = { launched: Day | null; ends: Day | null };

/**
 * The days of a campaign by the clock of `zone`. An end is exclusive: at midnight it is the end of the day before. One that
 * was ended a moment after the end it was given ended when it was to.
 */
export function toCampaignDays(
  {
    launchedAt,
    endedAt,
    endsAt,
  }: { launchedAt?: string | undefined; endedAt?: string | undefined; endsAt?: string | undefined },
  zone: string,
): CampaignDays {
  const launched = launchedAt ? dayAt(Date.parse(launchedAt), zone) : null;
  const given = [endedAt, endsAt].flatMap((at) => (at ? [Date.parse(at)] : []));
  if (given.length === 0) return { launched, ends: null };
  const ends = dayAt(Math.min(...given) - 1, zone);
  return { launched, ends: launched !== null && ends < launched ? launched : ends };
}

/** A chart of a campaign without an end shows so many days ahead. */
const DAYS_AHEAD = 30;
/** A point a day, the last so many. */
const MOST_CURVE_DAYS = 400;

/** What is left of a budget at the end of a day. */
export type BurnDay = {
  day: Day;
  /** If every day cost the same; null where there is no last day. */
  plannedMicros: bigint | null;
  /** null: not here yet. */
  leftMicros: bigint | null;
  forecast: { micros: bigint; lowMicros: bigint | null; highMicros: bigint | null } | null;
};

export type BudgetOutlook = {
  /** The days that the budget is for; `to` null: the campaign has no end. */
  from: Day;
  to: Day | null;
  isOver: boolean;
  actualMicros: bigint;
  leftMicros: bigint;
  /** Where the last day ends; what was spent, when it is over. */
  forecast: StretchForecast;
  /** Forecast − budget; null without a forecast. */
  varianceMicros: bigint | null;
  variancePercent: number | null;
  /** Mean of the last seven full days; null without one. */
  perDayMicros: bigint | null;
  /** The day at whose end nothing is left at that pace; null: it lasts for its days, or for ten years. */
  runsOutOn: Day | null;
  burnDown: BurnDay[];
};

const total = (days: readonly SpentDay[]) => days.reduce((sum, { spendMicros }) => sum + spendMicros, 0n);

function budgetDays(
  plan: CampaignPlan,
  { launched, ends }: CampaignDays,
  today: Day,
): { from: Day; to: Day | null } {
  if (plan.period === "month") return { from: firstDayOf(monthOf(today)), to: lastDayOf(monthOf(today)) };
  return { from: launched ?? today, to: ends };
}

/** What of a budget is to be left after the nth of `count` days (from 1). */
const plannedLeft = (budget: bigint, nth: number, count: number) =>
  budget - (budget * BigInt(nth)) / BigInt(count);

/**
 * How a campaign stands against its budget. `full` are its full days up to yesterday, without gaps: a day on which
 * nobody used it costs nothing, and one before the launch says nothing of its pace. The forecast is that of the month (decision 0075), of its own days.
 */
export function toBudgetOutlook(
  budgetMicros: bigint,
  plan: CampaignPlan,
  days: CampaignDays,
  { today, full, todayMicros }: { today: Day; full: readonly SpentDay[]; todayMicros: bigint },
): BudgetOutlook {
  const { from, to } = budgetDays(plan, days, today);
  const isOver = to !== null && to < today;
  const own = full.filter(({ day }) => day >= from && (to === null || day <= to));
  const actualMicros = total(own) + (isOver || from > today ? 0n : todayMicros);
  const leftMicros = budgetMicros - actualMicros;
  const stretch: BudgetDays | null = to === null || isOver ? null : { from, to };
  const paced = forecastStretch(today, stretch ?? { from, to: today }, full, todayMicros);
  const perDayMicros = paced.known ? paced.perDayMicros : null;
  const forecast: StretchForecast = isOver
    ? {
        known: true,
        micros: actualMicros,
        interval: { known: false, detail: "These days are over." },
        soFarMicros: actualMicros,
        paceDays: 0,
        perDayMicros: 0n,
        daysLeft: 0,
      }
    : stretch
      ? paced
      : {
          known: false,
          soFarMicros: actualMicros,
          detail: "The campaign has no end to forecast to; give it one, or take a budget by month.",
        };
  const variance = forecast.known ? forecast.micros - budgetMicros : null;
  const gone = isOver ? null : runsOutOn(today, leftMicros, full, todayMicros);
  const last = to ?? addDays(today, DAYS_AHEAD);
  const count = daysBetween(from, last) + 1;
  const curve = curveOver(today, { from, to: last }, full, todayMicros);
  const burnDown = curve.map(({ day, spentMicros, forecast: ahead }, nth): BurnDay => {
    const left = (spent: bigint | null) => (spent === null ? null : budgetMicros - spent);
    return {
      day,
      plannedMicros: to === null ? null : plannedLeft(budgetMicros, nth + 1, count),
      leftMicros: day > today ? null : (left(spentMicros) ?? budgetMicros),
      // the dearer, the less is left
      forecast: ahead && {
        micros: budgetMicros - ahead.micros,
        lowMicros: left(ahead.highMicros),
        highMicros: left(ahead.lowMicros),
      },
    };
  });
  return {
    from,
    to,
    isOver,
    actualMicros,
    leftMicros,
    forecast,
    varianceMicros: variance,
    variancePercent: variance === null ? null : (Number(variance) / Number(budgetMicros)) * 100,
    perDayMicros: isOver ? null : perDayMicros,
    runsOutOn: gone !== null && (to === null || gone <= to) ? gone : null,
    burnDown: burnDown.slice(-MOST_CURVE_DAYS),
  };
}

/** Spend of each full day from `from` on, nothing where nothing was used. */
export function fillDays(from: Day, today: Day, spend: ReadonlyMap<Day, bigint>): SpentDay[] {
  return listDays(from, addDays(today, -1)).map((day) => ({ day, spendMicros: spend.get(day) ?? 0n }));
}
