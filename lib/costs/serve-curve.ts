import { MOST_SERVE_DAYS } from "../campaigns";
import type { Day } from "./day";

/** The new users of one day. `costs`: the nth is what all of them cost together on their day of age n, micro-units; as
 *  many as all of them have lived through. */
export type AgeCohort = { day: Day; users: number; costs: readonly bigint[] };
export type CurveDay = { micros: bigint; lowMicros: bigint; highMicros: bigint };

/** Every weekday once. */
export const FEWEST_COHORTS = 7;
/** Fewer users are a handful of people. */
export const FEWEST_USERS = 100;
/** Whoever is seen in the first days that are known may have come before them: so many days are left out. */
export const leftOut = (usageDays: number): number => Math.min(FEWEST_COHORTS, Math.floor(usageDays / 4));

/** How many full days of usage it takes to know the first `horizon` days of seven days' new users. */
export function daysNeeded(horizon: number): number {
  let days = horizon + 1 + FEWEST_COHORTS;
  // the cohort's own day, whose last user came at its end, and the days they lived through
  while (days - leftOut(days) < horizon + 1 + FEWEST_COHORTS) days += 1;
  return days;
}

/** The 95th percentile of the normal distribution: 90 % lie between it and its negative. */
const Z_95 = 1.6448536;

/**
 * The same of Student's t with so many degrees of freedom (Abramowitz and Stegun, Handbook of Mathematical Functions,
 * 26.7.5; from six on it is right to three digits).
 */
export function studentT95(freedom: number): number {
  const z = Z_95;
  return (
    z +
    (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3)
  );
}

const toMicros = (value: number) => BigInt(Math.round(value));

type Sums = { cost: number; users: number };
/** What all cohorts of an age cost together, and how many users they are; `but` one cohort. */
function sumAge(cohorts: readonly AgeCohort[], age: number): Sums {
  const sums = { cost: 0, users: 0 };
  for (const { users, costs } of cohorts) {
    const cost = costs[age];
    if (cost === undefined) continue;
    sums.cost += Number(cost);
    sums.users += users;
  }
  return sums;
}

/**
 * What one user costs over the first n + 1 days, for each n that the past tells, with the 90 % interval of the mean.
 *
 * Users younger than n days still tell about the days they lived through: the mean is the mean cumulative function, the
 * sum over ages of what users cost at that age for each user who is old enough (W. Nelson, Confidence limits for recurrence
 * data – applied to costs or number of product repairs, Technometrics 37, 1995; in health economics D. Y. Lin and others,
 * Estimating medical costs from incomplete follow-up data, Biometrics 53, 1997). Whoever stays away costs nothing and counts.
 *
 * Users of one day share weekday, news and model, and few of them cost much, so whole days are left out in turn, not users
 * (the delete-a-group jackknife: B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 11). The
 * interval is Student's on the logarithm, since costs are skewed and never below nothing, with as many degrees of freedom
 * as the days leave that are old enough for the last age, less one.
 */
export function serveCurve(cohorts: readonly AgeCohort[]): CurveDay[] {
  const told = cohorts.filter(({ users, costs }) => users > 0 && costs.length > 0);
  const curve: CurveDay[] = [];
  let mean = 0;
  const without = told.map(() => 0);
  for (let age = 0; age < MOST_SERVE_DAYS; age += 1) {
    const old = told.filter(({ costs }) => costs.length > age);
    const { cost, users } = sumAge(told, age);
    if (old.length < FEWEST_COHORTS || users < FEWEST_USERS) break;
    mean += cost / users;
    for (const [nth, cohort] of told.entries()) {
      const own = cohort.costs[age];
      const rest =
        own === undefined ? { cost, users } : { cost: cost - Number(own), users: users - cohort.users };
      without[nth] = (without[nth] ?? 0) + rest.cost / rest.users;
    }
    const middle = without.reduce((sum, one) => sum + one, 0) / told.length;
    const spread = without.reduce((sum, one) => sum + (one - middle) ** 2, 0);
    const error = Math.sqrt(((told.length - 1) / told.length) * spread);
    const reach = mean > 0 ? Math.exp((studentT95(old.length - 1) * error) / mean) : 1;
    curve.push({
      micros: toMicros(mean),
      lowMicros: toMicros(mean / reach),
      highMicros: toMicros(mean * reach),
    });
  }
  return curve;
}
