import type { GrowthBucket } from "./growth-over-spend";

export type SpendSeries = { key: string; name: string; colour: string };

const ladder = ["var(--s-max)", "var(--s-plus)", "var(--s-turbo)"];
const OTHER: SpendSeries = { key: "other", name: "other", colour: "var(--g-churned)" };

const sum = (values: bigint[]) => values.reduce((total, value) => total + value, 0n);

/** Layers in an order of their own, bottom first: each darker than the one above it, "rest" in grey. */
export function toLayers(names: readonly string[], rest?: string): SpendSeries[] {
  const steps = Math.max(1, names.length - 1);
  const layers = names.map((name, nth) => ({
    key: `s${nth}`,
    name,
    colour: `color-mix(in oklab, var(--s-turbo) ${Math.round((nth / steps) * 100)}%, var(--s-max))`,
  }));
  return rest === undefined ? layers : [...layers, { ...OTHER, name: rest }];
}

/**
 * The three models that cost most, darkest first, and one "other" for the rest; never a rainbow. With `layers` exactly
 * these. Amounts in micros by bucket and series; null where a bucket is missing. Rows add up to the total exactly.
 */
export function toSpendSeries(
  buckets: readonly GrowthBucket[],
  layers?: readonly SpendSeries[],
): {
  series: SpendSeries[];
  rows: (bigint[] | null)[];
} {
  if (layers) {
    const of = (spend: GrowthBucket["spend"], name: string) =>
      sum((spend ?? []).filter(({ model }) => model === name).map(({ micros }) => BigInt(micros)));
    const rows = buckets.map(({ spend }) => spend && layers.map(({ name }) => of(spend, name)));
    return { series: [...layers], rows };
  }
  const totals = new Map<string, bigint>();
  for (const { spend } of buckets) {
    for (const { model, micros } of spend ?? [])
      totals.set(model, (totals.get(model) ?? 0n) + BigInt(micros));
  }
  const ranked = [...totals].sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x > y ? -1 : 1));
  const named = ranked.slice(0, ladder.length).map(([model], index) => ({
    key: `s${index}`,
    name: model,
    colour: ladder[index] ?? OTHER.colour,
  }));
  const series = ranked.length > ladder.length ? [...named, OTHER] : named;
  const rows = buckets.map(({ spend }) => {
    if (!spend) return null;
    const of = (fits: (model: string) => boolean) =>
      sum(spend.filter(({ model }) => fits(model)).map(({ micros }) => BigInt(micros)));
    return series.map(({ name, key }) =>
      key === "other"
        ? of((model) => !named.some((one) => one.name === model))
        : of((model) => model === name),
    );
  });
  return { series, rows };
}
