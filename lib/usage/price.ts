import { type Decimal, divideHalfUp, parseDecimal } from "./decimal";

/** What a price charges for, in counts: tokens are whole numbers, GPU seconds × 10⁹. */
export type PricedUse = {
  inputTokens: number;
  outputTokens: number;
  cachedInputTokens: number;
  reasoningTokens: number;
  gpuNanos: bigint;
};

/** Decimal strings: units of currency per million tokens, per GPU second or per GPU hour. */
export type PriceAmounts = {
  perMillion?: { input?: string; output?: string; cachedInput?: string; reasoning?: string };
  perGpuSecond?: string;
  perGpuHour?: string;
};

/** A fraction of micro-units of the price's currency, not yet rounded. */
export type ExactMicros = { numerator: bigint; denominator: bigint };

/** Prices of the token classes over one power of ten; null = this price names none. */
type TokenPrices = { scale: number; input: Class; cached: Class; output: Class; reasoning: Class };
type Class = { exact: bigint; quick: number } | null;

export type CompiledPrice = { tokens: TokenPrices; gpu: { price: Decimal; seconds: bigint } | null };

const SECONDS_PER_HOUR = 3600n;
/** A ledger of 8 bytes holds no more. */
const MOST_MICROS = 9_000_000_000_000_000_000n;

/** Reads the decimals once. Throws on what `priceInput` would refuse: that is a bug of the caller. */
export function compilePrice({ perMillion = {}, perGpuSecond, perGpuHour }: PriceAmounts): CompiledPrice {
  const read = (text: string | undefined) => {
    if (text === undefined) return null;
    const decimal = parseDecimal(text);
    if (!decimal) throw new Error(`not a decimal: ${text}`);
    return decimal;
  };
  const given = {
    input: read(perMillion.input),
    output: read(perMillion.output),
    cached: read(perMillion.cachedInput),
    reasoning: read(perMillion.reasoning),
  };
  const scale = Math.max(0, ...Object.values(given).map((decimal) => decimal?.scale ?? 0));
  const toClass = (decimal: Decimal | null): Class => {
    if (!decimal) return null;
    const exact = decimal.digits * 10n ** BigInt(scale - decimal.scale);
    return { exact, quick: Number(exact) };
  };
  const input = toClass(given.input);
  const output = toClass(given.output);
  const tokens = {
    scale,
    input,
    output,
    cached: toClass(given.cached) ?? input,
    reasoning: toClass(given.reasoning) ?? output,
  };
  const gpu = read(perGpuSecond ?? perGpuHour);
  const seconds = perGpuSecond === undefined ? SECONDS_PER_HOUR : 1n;
  return { tokens, gpu: gpu && { price: gpu, seconds } };
}

/** The token classes of a request without their overlap, each with its price. */
function classesOf({ tokens }: CompiledPrice, use: PricedUse): [count: number, price: Class][] {
  return [
    [use.inputTokens - use.cachedInputTokens, tokens.input],
    [use.cachedInputTokens, tokens.cached],
    [use.outputTokens - use.reasoningTokens, tokens.output],
    [use.reasoningTokens, tokens.reasoning],
  ];
}

/** Whole numbers in doubles as long as they are exact there, which is nearly always; null when they are not. */
function quickCost({ tokens }: CompiledPrice, classes: [number, Class][]): bigint | null {
  let sum = 0;
  for (const [count, price] of classes) if (price) sum += count * price.quick;
  const denominator = 10 ** tokens.scale;
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
  const classes = classesOf(price, use);
  if (!isCovered(price, use, classes)) return null;
  let numerator = 0n;
  for (const [count, tokenPrice] of classes) if (tokenPrice) numerator += BigInt(count) * tokenPrice.exact;
  let denominator = 10n ** BigInt(price.tokens.scale);
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
    const classes = classesOf(price, use);
    if (!isCovered(price, use, classes)) return null;
    const quick = quickCost(price, classes);
    if (quick !== null) return quick;
  }
  const exact = exactCost(price, use);
  return exact && roundCost(exact, rate);
}
