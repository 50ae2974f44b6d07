import { divideHalfUp, fromScaled, parseDecimal } from "./decimal";
import {
  compilePrice,
  type ExactMicros,
  exactCost,
  inTier,
  type PriceAmounts,
  type PricedUse,
  parents,
  splitTokens,
} from "./price";

export const chargedClasses = [
  "input",
  "cachedInput",
  "cacheWrite",
  "audioInput",
  "output",
  "reasoning",
  "audioOutput",
  "gpu",
] as const;
export type ChargedClass = (typeof chargedClasses)[number];

/** One class of a request and what it costs, before anything is rounded. */
export type CostLine = {
  charged: ChargedClass;
  /** Tokens, or seconds of GPU as a decimal. */
  count: string;
  /** The price as it was given, a decimal; null when the price names none and another class covers the request. */
  price: string | null;
  per: "million tokens" | "second" | "hour";
  /** A class of its own without a price takes this one's. */
  priceOf: ChargedClass;
  /** Micro-units of the price's currency, a decimal: exact, or to nine digits where an hour does not divide evenly. */
  micros: string;
};

export type PriceExplanation = {
  /** Of the context tier whose prices held: more input tokens than that; null: those of short requests. */
  aboveInputTokens: number | null;
  lines: CostLine[];
  exact: ExactMicros;
};

const DIGITS = 9;

/** A fraction of micro-units as a decimal: exact where it ends within nine digits, else half up. */
export function toDecimalMicros({ numerator, denominator }: ExactMicros): string {
  return fromScaled(divideHalfUp(numerator * 10n ** BigInt(DIGITS), denominator), DIGITS);
}

function tokenLine(
  charged: ChargedClass,
  count: number,
  own: string | undefined,
  parent: CostLine | null,
): CostLine {
  const price = own ?? parent?.price ?? null;
  const decimal = price === null ? null : parseDecimal(price);
  return {
    charged,
    count: String(count),
    price,
    per: "million tokens",
    priceOf: own === undefined && parent ? parent.charged : charged,
    micros: decimal ? fromScaled(BigInt(count) * decimal.digits, decimal.scale) : "0",
  };
}

function gpuLine({ perGpuSecond, perGpuHour }: PriceAmounts, nanos: bigint): CostLine[] {
  const price = perGpuSecond ?? perGpuHour;
  if (price === undefined || nanos === 0n) return [];
  const exact = exactCost(compilePrice({ perGpuSecond, perGpuHour } as PriceAmounts), {
    requests: 1,
    inputTokens: 0,
    outputTokens: 0,
    cachedInputTokens: 0,
    reasoningTokens: 0,
    gpuNanos: nanos,
  });
  return [
    {
      charged: "gpu",
      count: fromScaled(nanos, DIGITS),
      price,
      per: perGpuSecond === undefined ? "hour" : "second",
      priceOf: "gpu",
      micros: exact ? toDecimalMicros(exact) : "0",
    },
  ];
}

/**
 * How a price comes to a cost: the tokens of each class without their overlap, times the price of the context tier that the
 * request lies in. The sum is what `exactCost` says. Null when the price does not cover the use.
 */
export function explainPrice(price: PriceAmounts, use: PricedUse): PriceExplanation | null {
  const exact = exactCost(compilePrice(price), use);
  if (!exact) return null;
  const { perMillion = {}, contextTiers = [] } = price;
  const tier =
    use.requests === 1
      ? [...contextTiers].reverse().find(({ aboveInputTokens }) => use.inputTokens > aboveInputTokens)
      : undefined;
  const amounts = tier ? inTier(perMillion, tier.perMillion) : perMillion;
  const counts = splitTokens(use);
  const whole = {
    input: tokenLine("input", counts.input, amounts.input, null),
    output: tokenLine("output", counts.output, amounts.output, null),
  };
  const lines = chargedClasses.flatMap((name) => {
    if (name === "gpu") return [];
    const parent = parents[name];
    const line = parent
      ? tokenLine(name, counts[name], amounts[name], whole[parent])
      : whole[name as "input" | "output"];
    return line.count === "0" ? [] : [line];
  });
  return {
    aboveInputTokens: tier?.aboveInputTokens ?? null,
    lines: [...lines, ...gpuLine(price, use.gpuNanos)],
    exact,
  };
}
