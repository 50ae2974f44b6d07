import { type Decimal, divideHalfUp, parseDecimal } from "./decimal";
import { type TokenClass, tokenClasses } from "./price-input";

/** What a price charges for, in counts: tokens are whole numbers, GPU seconds × 10⁹. */
export type PricedUse = {
  /** How many requests the figures sum: of several nobody knows how long each was. */
  requests: number;
  inputTokens: number;
  outputTokens: number;
  cachedInputTokens: number;
  reasoningTokens: number;
  cacheWriteTokens?: number | undefined;
  audioInputTokens?: number | undefined;
  audioOutputTokens?: number | undefined;
  gpuNanos: bigint;
};

/** Decimal strings: units of currency per million tokens, per GPU second or per GPU hour. */
export type PerMillion = { [name in TokenClass]?: string | undefined };
/** What a request of more input tokens than that costs, all of it: input, output and their parts. */
export type ContextTier = { aboveInputTokens: number; perMillion: PerMillion };
export type PriceAmounts = {
  perMillion?: PerMillion;
  /** The shortest first. */
  contextTiers?: readonly ContextTier[];
  perGpuSecond?: string;
  perGpuHour?: string;
};

/** A fraction of micro-units of the price's currency, not yet rounded. */
export type ExactMicros = { numerator: bigint; denominator: bigint };

/** Prices of the token classes over one power of ten; null = this price names none. */
type TokenPrices = { scale: number } & { [name in TokenClass]: Class };
type Class = { exact: bigint; quick: number } | null;

/** `tiers`: the longest first. */
export type CompiledPrice = {
  tokens: TokenPrices;
  tiers: readonly { above: number; tokens: TokenPrices }[];
  gpu: { price: Decimal; seconds: bigint } | null;
};

const SECONDS_PER_HOUR = 3600n;
/** A ledger of 8 bytes holds no more. */
const MOST_MICROS = 9_000_000_000_000_000_000n;

const readDecimal = (text: string | undefined): Decimal | null => {
  if (text === undefined) return null;
  const decimal = parseDecimal(text);
  if (!decimal) throw new Error(`not a decimal: ${text}`);
  return decimal;
};

/** Whose price a class takes that has none. */
export const parents: { [name in TokenClass]?: "input" | "output" } = {
  cachedInput: "input",
  cacheWrite: "input",
  audioInput: "input",
  reasoning: "output",
  audioOutput: "output",
};

function compileTokens(perMillion: PerMillion): TokenPrices {
  const given = tokenClasses.map((name) => [name, readDecimal(perMillion[name])] as const);
  const scale = Math.max(0, ...given.map(([, decimal]) => decimal?.scale ?? 0));
  const own = Object.fromEntries(
    given.map(([name, decimal]): [TokenClass, Class] => {
      const exact = decimal && decimal.digits * 10n ** BigInt(scale - decimal.scale);
      return [name, exact === null ? null : { exact, quick: Number(exact) }];
    }),
  ) as { [name in TokenClass]: Class };
  for (const name of tokenClasses) {
    const parent = parents[name];
    if (parent) own[name] ??= own[parent];
  }
  return { scale, ...own };
}

/** A class that a tier does not name costs what it costs in short requests, unless the tier names its parent. */
export function inTier(base: PerMillion, tier: PerMillion): PerMillion {
  return Object.fromEntries(
    tokenClasses.flatMap((name) => {
      const parent = parents[name];
      const amount = tier[name] ?? (parent && tier[parent] !== undefined ? undefined : base[name]);
      return amount === undefined ? [] : [[name, amount]];
    }),
  );
}

/** Reads the decimals once. Throws on what `priceInput` would refuse: that is a bug of the caller. */
export function compilePrice(price: PriceAmounts): CompiledPrice {
  const { perMillion = {}, contextTiers = [], perGpuSecond, perGpuHour } = price;
  const gpu = readDecimal(perGpuSecond ?? perGpuHour);
  const seconds = perGpuSecond === undefined ? SECONDS_PER_HOUR : 1n;
  const tiers = contextTiers.map((tier) => ({
    above: tier.aboveInputTokens,
    tokens: compileTokens(inTier(perMillion, tier.perMillion)),
  }));
  return {
    tokens: compileTokens(perMillion),
    tiers: tiers.sort((a, b) => b.above - a.above),
    gpu: gpu && { price: gpu, seconds },
  };
}

/**
 * The token prices of a request as long as this one. Null when nobody knows: what sums several requests says how long all
 * of them were together, so it is only known where even that is short.
 */
function tokensFor({ tokens, tiers }: CompiledPrice, use: PricedUse): TokenPrices | null {
  const shortest = tiers.at(-1);
  if (!shortest) return tokens;
  if (use.requests === 1) return tiers.find(({ above }) => use.inputTokens > above)?.tokens ?? tokens;
  // output tokens of a metric come without the input that they answer
  const isShort = use.inputTokens <= shortest.above && (use.requests > 0 || use.outputTokens === 0);
  return isShort ? tokens : null;
}

type Classes = { scale: number; each: [count: number, price: Class][] };

/**
 * The tokens of a request by class, without overlap. Audio that was read from the cache, written to it or thought counts
 * as that: at most what the other parts leave is audio.
 */
export function splitTokens(use: PricedUse): { [name in TokenClass]: number } {
  const { inputTokens, outputTokens, cachedInputTokens, reasoningTokens, cacheWriteTokens = 0 } = use;
  const heard = Math.min(use.audioInputTokens ?? 0, inputTokens - cachedInputTokens - cacheWriteTokens);
  const spoken = Math.min(use.audioOutputTokens ?? 0, outputTokens - reasoningTokens);
  return {
    input: inputTokens - cachedInputTokens - cacheWriteTokens - heard,
    cachedInput: cachedInputTokens,
    cacheWrite: cacheWriteTokens,
    audioInput: heard,
    output: outputTokens - reasoningTokens - spoken,
    reasoning: reasoningTokens,
    audioOutput: spoken,
  };
}

/** Each class with its price. */
function classesOf(tokens: TokenPrices, use: PricedUse): Classes {
  const counts = splitTokens(use);
  return {
    scale: tokens.scale,
    each: [
      [counts.input, tokens.input],
      [counts.cachedInput, tokens.cachedInput],
      [counts.cacheWrite, tokens.cacheWrite],
      [counts.audioInput, tokens.audioInput],
      [counts.output, tokens.output],
      [counts.reasoning, tokens.reasoning],
      [counts.audioOutput, tokens.audioOutput],
    ],
  };
}

/** Whole numbers in doubles as long as they are exact there, which is nearly always; null when they are not. */
function quickCost({ scale, each }: Classes): bigint | null {
  let sum = 0;
  for (const [count, price] of each) if (price) sum += count * price.quick;
  const denominator = 10 ** scale;
  if (sum > 2 ** 51 || denominator > 2 ** 51) return null;
  const rest = sum % denominator;
  return BigInt((sum - rest) / denominator + (rest * 2 >= denominator ? 1 : 0));
}

/**
 * What the use costs by this price, exactly. Null when the price does not cover it: every token class that was used
 * needs a price, or the GPU seconds that were used need one. Micro-units = tokens × price per million, since a
 * millionth of the million is one token.
 */
export function exactCost(price: CompiledPrice, use: PricedUse): ExactMicros | null {
  const tokens = tokensFor(price, use);
  if (!tokens) return null;
  const { scale: tokenScale, each } = classesOf(tokens, use);
  if (!isCovered(price, use, each)) return null;
  let numerator = 0n;
  for (const [count, tokenPrice] of each) if (tokenPrice) numerator += BigInt(count) * tokenPrice.exact;
  let denominator = 10n ** BigInt(tokenScale);
  if (price.gpu && use.gpuNanos > 0n) {
    const { digits, scale } = price.gpu.price;
    // nanos / 10⁹ / seconds × digits / 10^scale × 10⁶ micro-units
    const gpuDenominator = 1000n * price.gpu.seconds * 10n ** BigInt(scale);
    numerator = numerator * gpuDenominator + use.gpuNanos * digits * denominator;
    denominator *= gpuDenominator;
  }
  return { numerator, denominator };
}

function isCovered(price: CompiledPrice, use: PricedUse, classes: [number, Class][]): boolean {
  return (price.gpu !== null && use.gpuNanos > 0n) || classes.every(([count, own]) => count === 0 || own);
}

/** Exact micro-units × rate, rounded once, half up. Null when no ledger holds the sum. */
export function roundCost({ numerator, denominator }: ExactMicros, rate?: Decimal): bigint | null {
  const micros = rate
    ? divideHalfUp(numerator * rate.digits, denominator * 10n ** BigInt(rate.scale))
    : divideHalfUp(numerator, denominator);
  return micros <= MOST_MICROS ? micros : null;
}

/** exactCost and roundCost in one, in the reporting currency; by doubles where they are exact. */
export function priceUse(price: CompiledPrice, use: PricedUse, rate?: Decimal): bigint | null {
  if (!rate && (price.gpu === null || use.gpuNanos === 0n)) {
    const tokens = tokensFor(price, use);
    if (!tokens) return null;
    const classes = classesOf(tokens, use);
    if (!isCovered(price, use, classes.each)) return null;
    const quick = quickCost(classes);
    if (quick !== null) return quick;
  }
  const exact = exactCost(price, use);
  return exact && roundCost(exact, rate);
}
