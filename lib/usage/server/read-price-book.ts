import "server-only";
import { ClosedPeriods } from "../closed-periods";
import type { ContextTier } from "../price";
import { PriceBook, type PriceVersion, type RateVersion } from "../price-book";

/** One query on whatever connection the caller's transaction has. */
export type RunQuery = <Row>(text: string, values: unknown[]) => Promise<Row[]>;

const LAST_PRICE = 2_147_483_647;

type PriceRow = {
  id: number;
  origin: "own" | "list";
  model: string;
  provider: string;
  region: string;
  source: string;
  service_tier: string;
  context_tiers: ContextTier[];
  currency: string;
  from_micros: string;
  to_micros: string | null;
  input: string | null;
  output: string | null;
  cached: string | null;
  reasoning: string | null;
  cache_write: string | null;
  audio_input: string | null;
  audio_output: string | null;
  per_gpu_second: string | null;
  per_gpu_hour: string | null;
};

const micros = (column: string) => `(extract(epoch FROM ${column}) * 1000000)::bigint::text`;

const pricesSql = `SELECT id, origin, model, provider, region, source, service_tier, context_tiers, currency,
    ${micros("effective_from")} AS from_micros, ${micros("effective_to")} AS to_micros,
    input_per_million AS input, output_per_million AS output, cached_input_per_million AS cached,
    reasoning_per_million AS reasoning, cache_write_per_million AS cache_write,
    audio_input_per_million AS audio_input, audio_output_per_million AS audio_output, per_gpu_second, per_gpu_hour
  FROM price WHERE id <= $1 ORDER BY id`;
const ratesSql = `SELECT currency, ${micros("effective_from::timestamp AT TIME ZONE 'UTC'")} AS from_micros, rate
  FROM exchange_rate WHERE "into" = $1`;

const closedSql = `SELECT ${micros("from_at")} AS from_micros, ${micros("to_at")} AS to_micros FROM closed_period`;

function toVersion(row: PriceRow): PriceVersion {
  const given = <K extends string>(key: K, value: string | null) =>
    value === null ? {} : ({ [key]: value } as Record<K, string>);
  return {
    id: row.id,
    origin: row.origin,
    model: row.model,
    provider: row.provider,
    region: row.region,
    source: row.source,
    serviceTier: row.service_tier,
    contextTiers: row.context_tiers,
    currency: row.currency,
    fromMicros: Number(row.from_micros),
    toMicros: row.to_micros === null ? null : Number(row.to_micros),
    perMillion: {
      ...given("input", row.input),
      ...given("output", row.output),
      ...given("cachedInput", row.cached),
      ...given("reasoning", row.reasoning),
      ...given("cacheWrite", row.cache_write),
      ...given("audioInput", row.audio_input),
      ...given("audioOutput", row.audio_output),
    },
    ...given("perGpuSecond", row.per_gpu_second),
    ...given("perGpuHour", row.per_gpu_hour),
  };
}

/** All prices (or those up to one) and rates as they stand. The caller holds the lock of the price book, so the version is theirs. */
export async function readPriceBook(
  run: RunQuery,
  version: string,
  currency: string,
  { lastPriceId = LAST_PRICE }: { lastPriceId?: number } = {},
): Promise<PriceBook> {
  const prices = await run<PriceRow>(pricesSql, [lastPriceId]);
  const closed = await run<{ from_micros: string; to_micros: string }>(closedSql, []);
  const rates = await run<{ currency: string; from_micros: string; rate: string }>(ratesSql, [currency]);
  return new PriceBook(
    version,
    currency,
    prices.map(toVersion),
    rates.map((row): RateVersion => ({ ...row, fromMicros: Number(row.from_micros) })),
    new ClosedPeriods(
      closed.map((row) => ({ fromMicros: Number(row.from_micros), toMicros: Number(row.to_micros) })),
    ),
  );
}
