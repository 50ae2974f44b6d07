/** What a difference may be laid at the door of. */
export const causeDimensions = ["model", "campaign", "region", "source", "provider", "serviceTier"] as const;
export type CauseDimension = (typeof causeDimensions)[number];

/** Sums of everything that shares all of these names ("" = none), on the day and on the days before it. */
export type CauseSum = {
  names: Record<CauseDimension, string>;
  /** Of the day. */
  now: bigint;
  /** Of the days that say what is usual. */
  before: bigint;
};

export type CausePart = { dimension: CauseDimension; value: string };
export type Cause = {
  /** One name, or one within another: "model qwen-max in campaign spring". */
  parts: CausePart[];
  /** What these were against their own expectation. */
  difference: bigint;
  /** Of the whole difference; more than 1 where the others went the other way. */
  share: number;
};

/** Less than half of a difference is no explanation of it. */
const LEAST_SHARE = 0.5;
/** What has nine tenths of spend has nine tenths of any difference: that alone says nothing. */
const LEAST_SURPRISE = 0.2;
/** A name within another is told when nearly all of it lies there. */
const LEAST_WITHIN = 0.8;

type Candidate = CausePart & { now: number; before: number };

function candidates(sums: readonly CauseSum[]): Candidate[] {
  return causeDimensions.flatMap((dimension) => {
    const byValue = new Map<string, Candidate>();
    for (const { names, now, before } of sums) {
      const value = names[dimension];
      const held = byValue.get(value) ?? { dimension, value, now: 0, before: 0 };
      held.now += Number(now);
      held.before += Number(before);
      byValue.set(value, held);
    }
    return byValue.size > 1 ? [...byValue.values()] : [];
  });
}

/**
 * The name that carries most of a difference beyond what its usual share alone would: explanatory power and surprise, as
 * in Adtributor (Bhagwan et al., NSDI 2014). A value's own expectation is its share of the days before, so that all
 * contributions of a dimension add up to the difference. null: it is spread as everything usually is.
 */
export function explainDifference(sums: readonly CauseSum[], expected: bigint): Cause | null {
  const total = (of: "now" | "before") => sums.reduce((all, sum) => all + sum[of], 0n);
  const [now, before] = [total("now"), total("before")];
  const difference = now - expected;
  if (difference === 0n) return null;
  const usual = (of: number) => (before === 0n ? 0 : of / Number(before));
  const best = (all: readonly Candidate[], { whole, least }: { whole: number; least: number }) =>
    all
      .map((one) => {
        const share = (one.now - usual(one.before) * Number(expected)) / whole;
        return { ...one, share, surprise: share - usual(one.before) };
      })
      .filter(({ share, surprise }) => share >= least && surprise >= LEAST_SURPRISE)
      .sort((a, b) => b.surprise - a.surprise || (a.value < b.value ? -1 : 1))[0];
  const first = best(candidates(sums), { whole: Number(difference), least: LEAST_SHARE });
  if (!first) return null;
  const isOf = ({ dimension, value }: CausePart, sum: CauseSum) => sum.names[dimension] === value;
  const within = sums.filter((sum) => isOf(first, sum));
  const second = best(candidates(within), {
    whole: first.share * Number(difference),
    least: LEAST_WITHIN,
  });
  const parts = [first, ...(second ? [second] : [])].map(({ dimension, value }) => ({ dimension, value }));
  const meant = sums.filter((sum) => parts.every((part) => isOf(part, sum)));
  const of = (which: "now" | "before") => meant.reduce((all, sum) => all + sum[which], 0n);
  const own = of("now") - (before === 0n ? 0n : (expected * of("before")) / before);
  return { parts, difference: own, share: Number(own) / Number(difference) };
}

/** Sums of a day, or of the days before it. Micro-units of the reporting currency; users are each day's, added up. */
export type SplitBasis = { micros: bigint; users: number; requests: number; tokens: number };

export const splitParts = [
  "users",
  "requests_per_user",
  "requests",
  "tokens_per_request",
  "cost_per_token",
  "cost_per_request",
] as const;
export type SplitPart = (typeof splitParts)[number];

/** `by` of now at what one of them cost before, half up to a micro-unit. */
const at = ({ micros }: SplitBasis, by: number, of: number): bigint =>
  of <= 0 ? 0n : (2n * micros * BigInt(by) + BigInt(of)) / (2n * BigInt(of));

/**
 * Spend = users × requests per user × tokens per request × cost per token. The difference of a day from what was expected
 * is split in that order, each part at the values that the parts after it had before (chain substitution), so the parts
 * add up to it to the micro-unit: more people, busier people, longer prompts, another price or mix of models. Where users
 * or tokens are not known the two parts that they stand between are one.
 */
export function splitDifference(
  now: SplitBasis,
  before: SplitBasis,
  expected: bigint,
): { part: SplitPart; micros: bigint }[] {
  const steps: { part: SplitPart; micros: bigint }[] = [];
  let reached = expected;
  const step = (part: SplitPart, to: bigint) => {
    steps.push({ part, micros: to - reached });
    reached = to;
  };
  const hasUsers = now.users > 0 && before.users > 0;
  if (hasUsers) step("users", at(before, now.users, before.users));
  step(hasUsers ? "requests_per_user" : "requests", at(before, now.requests, before.requests));
  const hasTokens = now.tokens > 0 && before.tokens > 0;
  if (hasTokens) step("tokens_per_request", at(before, now.tokens, before.tokens));
  step(hasTokens ? "cost_per_token" : "cost_per_request", now.micros);
  return steps;
}
