/** What was counted of the users of one group who came in one week: how many, the mean of each and its variance. */
export type Stratum = { users: number; mean: number; variance: number };

/** The 97.5th percentile of the normal distribution: 95 % lie between it and its negative. */
const Z_95 = 1.959964;
/** Fewer users than this in either group are a handful of people. */
export const FEWEST_COMPARED = 100;

export type Difference = { given: number; other: number; difference: number; low: number; high: number };

/**
 * How one group differs from the other in a mean, the weeks of coming held alike: within each week mean minus mean, and the
 * weeks weighted by the users of the first group (direct standardization: W. G. Cochran, The effectiveness of adjustment
 * by subclassification, Biometrics 24 (1968) 295–313). The 95 % interval adds up the variances of the means as Welch's
 * does (B. L. Welch, Biometrika 34 (1947) 28–35; z, since groups are large). Shares are means of noughts and ones. Weeks
 * with fewer than two users in either group are left out; null with fewer than FEWEST_COMPARED users left in either.
 */
export function standardizedDifference(
  weeks: readonly { given: Stratum; other: Stratum }[],
): Difference | null {
  const both = weeks.filter(({ given, other }) => given.users > 1 && other.users > 1);
  const of = (group: "given" | "other") => both.reduce((sum, week) => sum + week[group].users, 0);
  const users = of("given");
  if (users < FEWEST_COMPARED || of("other") < FEWEST_COMPARED) return null;
  let [given, other, variance] = [0, 0, 0];
  for (const week of both) {
    const weight = week.given.users / users;
    given += weight * week.given.mean;
    other += weight * week.other.mean;
    variance +=
      weight ** 2 * (week.given.variance / week.given.users + week.other.variance / week.other.users);
  }
  const difference = given - other;
  const reach = Z_95 * Math.sqrt(variance);
  return { given, other, difference, low: difference - reach, high: difference + reach };
}

/** Collects values one by one: count, mean and variance in one pass (B. P. Welford, Technometrics 4 (1962) 419–420). */
export class Moments {
  private users = 0;
  private mean = 0;
  private squares = 0;

  add(value: number): void {
    this.users += 1;
    const off = value - this.mean;
    this.mean += off / this.users;
    this.squares += off * (value - this.mean);
  }

  get stratum(): Stratum {
    const { users, mean, squares } = this;
    return { users, mean, variance: users > 1 ? squares / (users - 1) : 0 };
  }
}
