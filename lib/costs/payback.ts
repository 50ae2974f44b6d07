/**
 * The users of a campaign by the day on which they came to it (its first coupon, or redemption of a shared code) and their
 * age in days; the day itself is age 0. Days are numbered 0 … `days` − 1, all of them over.
 */
export type AgedUsers = {
  days: number;
  /** By day of coming. */
  users: readonly number[];
  /** Of those who came on day d, at age a, at d × days + a: who was seen, and what they cost (micro-units). */
  active: ArrayLike<number>;
  costMicros: ArrayLike<number>;
  /** Discounts of those who came on day d, micro-units. */
  discountMicros: readonly bigint[];
};

/** One age, everything added up from age 0 on, micro-units a user (a mean, so not whole). */
export type AgePoint = {
  age: number;
  /** Users old enough for this age to be over. */
  users: number;
  /** The share of them seen at this age. */
  activeShare: number;
  serveMicros: number;
  /** null: no revenue was given for some day of it. */
  revenueMicros: number | null;
};

/** Fewer users than this of an age are a handful of people: the curve ends before. */
export const FEWEST_OF_AGE = 100;
/** Ages that it takes to say how a curve goes on. */
export const FEWEST_AGES = 14;
/** How far ahead payback is told, in days of age. */
export const PAYBACK_DAYS = 90;
const PACE_DAYS = 7;

type RevenueOn = (day: number) => bigint | null;

/**
 * Cost to serve and revenue of a mean user up to each age: the mean cumulative function of histories that end at different
 * ages (W. Nelson, Graphical analysis of system repair data, J. Quality Technology 20 (1988) 24–35). Each age adds the
 * mean of those users alone who are old enough for it, so users too young for an age leave it out and pull nothing down.
 * `among` picks days of coming.
 */
export function ageCurve(
  { days, users, active, costMicros }: AgedUsers,
  revenueOn: RevenueOn,
  among: (day: number) => boolean = () => true,
): AgePoint[] {
  const points: AgePoint[] = [];
  let serveMicros = 0;
  let revenueMicros: number | null = 0;
  for (let age = 0; age < days; age += 1) {
    let [old, seen, cost] = [0, 0, 0];
    let revenue: number | null = 0;
    for (let day = 0; day + age < days; day += 1) {
      const came = users[day] ?? 0;
      if (came === 0 || !among(day)) continue;
      const of = active[day * days + age] ?? 0;
      old += came;
      seen += of;
      cost += costMicros[day * days + age] ?? 0;
      const each = revenueOn(day + age);
      if (each === null) revenue = null;
      else if (revenue !== null) revenue += of * Number(each);
    }
    if (old < FEWEST_OF_AGE) break;
    serveMicros += cost / old;
    revenueMicros = revenue === null || revenueMicros === null ? null : revenueMicros + revenue / old;
    points.push({ age, users: old, activeShare: seen / old, serveMicros, revenueMicros });
  }
  return points;
}

export type Payback =
  | { kind: "day"; age: number }
  /** Ages are not over yet; at the pace of the last seven it would be then. */
  | { kind: "at_pace"; age: number }
  | { kind: "not_within" }
  | { kind: "unknown"; detail: string };

/**
 * The first age at which a mean user's revenue is at least what it took to get and to serve them. Beyond the ages that are
 * over the mean of the last seven goes on; it flatters, since fewer users stay with age. null: no revenue is given.
 */
export function paybackOf(points: readonly AgePoint[], acquireMicros: number): Payback | null {
  const last = points.at(-1);
  if (!last)
    return {
      kind: "unknown",
      detail: `Not enough data yet: it takes ${FEWEST_OF_AGE} users whose first day is over.`,
    };
  if (last.revenueMicros === null) return null;
  const marginOf = ({ revenueMicros, serveMicros }: AgePoint) =>
    (revenueMicros ?? 0) - serveMicros - acquireMicros;
  const paid = points.find((point) => marginOf(point) >= 0);
  if (paid) return paid.age <= PAYBACK_DAYS ? { kind: "day", age: paid.age } : { kind: "not_within" };
  if (points.length > PAYBACK_DAYS) return { kind: "not_within" };
  if (points.length < FEWEST_AGES)
    return {
      kind: "unknown",
      detail: `Not enough data yet: it takes ${FEWEST_AGES} days of age with ${FEWEST_OF_AGE} users each; there ${points.length === 1 ? "is 1" : `are ${points.length}`}.`,
    };
  const before = points[points.length - 1 - PACE_DAYS];
  const pace = before ? (marginOf(last) - marginOf(before)) / PACE_DAYS : 0;
  if (pace <= 0) return { kind: "not_within" };
  const age = last.age + Math.ceil(-marginOf(last) / pace);
  return age <= PAYBACK_DAYS ? { kind: "at_pace", age } : { kind: "not_within" };
}

/** "day 23", or why there is none. */
export function paybackWords(payback: Payback | null): string {
  if (!payback) return "no revenue given";
  if (payback.kind === "day") return `day ${payback.age}`;
  if (payback.kind === "at_pace") return `about day ${payback.age} at this pace`;
  if (payback.kind === "not_within") return `not within ${PAYBACK_DAYS} days at this pace`;
  return "not enough data yet";
}

const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);

/** Users who came on the chosen days, and what their discounts cost each. */
export function acquireOf(
  { users, discountMicros }: AgedUsers,
  among: (day: number) => boolean = () => true,
): { users: number; micros: bigint; each: number } {
  const came = users.reduce((total, of, day) => total + (among(day) ? of : 0), 0);
  const micros = sum(discountMicros.filter((_, day) => among(day)));
  return { users: came, micros, each: came === 0 ? 0 : Number(micros) / came };
}

/**
 * Payback of each week of coming by itself, as far as it has FEWEST_OF_AGE users: how much the campaign's one figure
 * hides. `weekOf` numbers the weeks of the days.
 */
export function weeklyPaybacks(
  aged: AgedUsers,
  revenueOn: RevenueOn,
  weekOf: (day: number) => string,
): { week: string; users: number; payback: Payback | null }[] {
  const weeks = [...new Set(aged.users.map((_, day) => weekOf(day)))];
  return weeks.flatMap((week) => {
    const among = (day: number) => weekOf(day) === week;
    const { users, each } = acquireOf(aged, among);
    if (users < FEWEST_OF_AGE) return [];
    return [{ week, users, payback: paybackOf(ageCurve(aged, revenueOn, among), each) }];
  });
}

/** Cost to serve up to an age, exclusive: of all users so far, and of those whose days are all over. Micro-units. */
export function serveWithin(
  { days, users, costMicros }: AgedUsers,
  ages: number,
): { micros: bigint; over: { users: number; micros: bigint } } {
  let micros = 0n;
  const over = { users: 0, micros: 0n };
  for (let day = 0; day < days; day += 1) {
    let own = 0n;
    for (let age = 0; age < ages && day + age < days; age += 1)
      own += BigInt(costMicros[day * days + age] ?? 0);
    micros += own;
    if (day + ages > days) continue;
    over.users += users[day] ?? 0;
    over.micros += own;
  }
  return { micros, over };
}
