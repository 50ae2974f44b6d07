import { z } from "zod";

const micros = z.string();
const instant = z.iso.datetime();
const interval = z.object({ low: z.number(), high: z.number() });

/** One side of the comparison. */
const groupSchema = z.object({
  /** Users whose days are over. */
  subjects: z.int(),
  /** Of those: with a request later than a day after, and within the days. */
  active: z.int(),
  share: z.number().nullable(),
  /** 95 %, of the share. */
  interval: interval.nullable(),
  /** Usage within the days, for each user, those without any among them. */
  costMicros: micros.nullable(),
});

/** What a coupon did to whoever got one, beside the users who were held out by chance. */
export const holdoutEffectSchema = z.object({
  campaign: z.string(),
  days: z.int(),
  currency: z.string(),
  /** The stretch in which both were seen; null when there is none whose days are over. */
  compared: z.object({ from: instant, to: instant }).nullable(),
  given: groupSchema,
  heldOut: groupSchema,
  /** given − heldOut, as a part of one, with its 95 % interval; null when there is not enough data. */
  active: interval.extend({ difference: z.number() }).nullable(),
  /** given − heldOut, for each user. */
  cost: z.object({ difference: micros, low: micros, high: micros }).nullable(),
  /** Requests of theirs without a price, which are in no cost here. */
  unpricedRequests: z.int(),
  /** Why there is no difference. */
  detail: z.string().nullable(),
});
export type HoldoutEffect = z.infer<typeof holdoutEffectSchema>;

/** How many days after a coupon (or being held out) may be looked at. */
export const effectDays = [7, 14, 28] as const;
export type EffectDays = (typeof effectDays)[number];
export const USUAL_EFFECT_DAYS: EffectDays = 7;

/** What an address asks for, else what is usual. */
export function readEffectDays(typed: string | string[] | undefined): EffectDays {
  return effectDays.find((days) => String(days) === typed) ?? USUAL_EFFECT_DAYS;
}

/** Fewer users than this in either group are a handful of people. */
export const FEWEST_IN_GROUP = 100;

/** The 97.5th percentile of the normal distribution: 95 % lie between it and its negative. */
const Z_95 = 1.959964;

/** Wilson's score interval of a share (E. B. Wilson, JASA 22 (1927) 209–212), 95 %. `of` is 1 or more. */
export function shareInterval(part: number, of: number): { low: number; high: number } {
  const share = part / of;
  const z2 = Z_95 * Z_95;
  const middle = (share + z2 / (2 * of)) / (1 + z2 / of);
  const reach = (Z_95 * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of))) / (1 + z2 / of);
  return { low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) };
}

/**
 * The difference of two shares with its 95 % interval: Newcombe's hybrid score interval (R. G. Newcombe, Statistics in
 * Medicine 17 (1998) 873–890, method 10). It holds also for shares near 0 and 1, where the textbook's interval does not.
 */
export function shareDifference(
  [part, of]: readonly [number, number],
  [otherPart, otherOf]: readonly [number, number],
): { difference: number; low: number; high: number } {
  const [one, other] = [part / of, otherPart / otherOf];
  const [a, b] = [shareInterval(part, of), shareInterval(otherPart, otherOf)];
  const difference = one - other;
  return {
    difference,
    low: difference - Math.hypot(one - a.low, b.high - other),
    high: difference + Math.hypot(a.high - one, other - b.low),
  };
}

/** What was counted of one group; cost in micro-units: the mean of its users and their variance. */
export type CountedGroup = { subjects: number; active: number; mean: number; variance: number };

/** The difference of two means with its 95 % interval (B. L. Welch, Biometrika 34 (1947) 28–35; z, since groups are large). */
export function meanDifference(a: CountedGroup, b: CountedGroup) {
  const difference = a.mean - b.mean;
  const reach = Z_95 * Math.sqrt(a.variance / a.subjects + b.variance / b.subjects);
  return { difference, low: difference - reach, high: difference + reach };
}

const wholeMicros = (amount: number) => String(BigInt(Math.round(amount)));

function toGroup({ subjects, active, mean }: CountedGroup, costKnown: boolean): z.infer<typeof groupSchema> {
  const nobody = subjects === 0;
  return {
    subjects,
    active,
    share: nobody ? null : active / subjects,
    interval: nobody ? null : shareInterval(active, subjects),
    costMicros: nobody || !costKnown ? null : wholeMicros(mean),
  };
}

/** Both groups, and how they differ once each has FEWEST_IN_GROUP users. */
export function compareGroups(given: CountedGroup, heldOut: CountedGroup, { costKnown = true } = {}) {
  const groups = { given: toGroup(given, costKnown), heldOut: toGroup(heldOut, costKnown) };
  const enough = given.subjects >= FEWEST_IN_GROUP && heldOut.subjects >= FEWEST_IN_GROUP;
  if (!enough) {
    const detail = `Not enough data: it takes ${FEWEST_IN_GROUP} users on either side whose days are over; there are ${given.subjects} and ${heldOut.subjects}.`;
    return { ...groups, active: null, cost: null, detail };
  }
  const cost = meanDifference(given, heldOut);
  return {
    ...groups,
    active: shareDifference([given.active, given.subjects], [heldOut.active, heldOut.subjects]),
    cost: costKnown
      ? {
          difference: wholeMicros(cost.difference),
          low: wholeMicros(cost.low),
          high: wholeMicros(cost.high),
        }
      : null,
    detail: null,
  };
}

const number = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const points = (part: number) =>
  `${part > 0 ? "+" : part < 0 ? "−" : ""}${number.format(Math.abs(part) * 100)}`;

/** "4.1 points more of them came back than of those held out (95 %: +1.0 to +7.2)", or that it cannot be told apart. */
export function effectWords({ active, detail }: Pick<HoldoutEffect, "active" | "detail">): string {
  if (!active) return detail ?? "";
  const between = `95 %: ${points(active.low)} to ${points(active.high)} points`;
  if (active.low <= 0 && active.high >= 0) {
    return `A difference that small may be chance (${between}).`;
  }
  const more = active.difference > 0 ? "more" : "fewer";
  return `${number.format(Math.abs(active.difference) * 100)} points ${more} of those with a coupon came back (${between}).`;
}
