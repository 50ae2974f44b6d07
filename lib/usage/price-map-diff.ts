import { parseDecimal } from "./decimal";
import { type ContextTier, inTier, type PerMillion, parents } from "./price";
import {
  type Candidates,
  comparePrecedence,
  overlaps,
  type PriceBook,
  type PriceVersion,
} from "./price-book";
import type { PriceChange, PriceImportPrice, PriceImportRow, PriceState, RowState } from "./price-import";
import { tokenClasses } from "./price-input";
import { MAP_CURRENCY, type MapEntry } from "./price-map";
import type { MapPrice } from "./price-map-amounts";

type Amounts = { perMillion?: PerMillion | undefined; contextTiers?: readonly ContextTier[] | undefined };
/** What the price says for requests of more input tokens than that. */
function amountsAbove({ perMillion = {}, contextTiers = [] }: Amounts, above: number): PerMillion {
  const tier = contextTiers.findLast(({ aboveInputTokens }) => aboveInputTokens <= above);
  return tier ? inTier(perMillion, tier.perMillion) : perMillion;
}

/** Both over one power of ten; null when one is missing. */
function onOneScale(from: string | undefined, to: string | undefined): [bigint, bigint] | null {
  const [a, b] = [parseDecimal(from ?? ""), parseDecimal(to ?? "")];
  if (!a || !b) return null;
  const scale = Math.max(a.scale, b.scale);
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale)];
}

/** The change in percent, one digit after the point, halves away from zero: "-12.5". Null from nothing or from 0. */
export function percentChange(from: string | undefined, to: string | undefined): string | null {
  const pair = onOneScale(from, to);
  if (!pair || pair[0] === 0n) return null;
  const [was, is] = pair;
  const delta = is > was ? is - was : was - is;
  const tenths = (delta * 2000n + was) / (was * 2n);
  return `${is < was ? "-" : "+"}${tenths / 10n}.${tenths % 10n}`;
}

const isEqual = (from: string | undefined, to: string | undefined) => {
  const pair = onOneScale(from, to);
  return pair ? pair[0] === pair[1] : from === to;
};

/** What a token of each class costs now and then, where that differs: a class without a price costs what its parent does. */
export function changesOf(before: Amounts | null, after: Amounts): PriceChange[] {
  const bounds = [...(before?.contextTiers ?? []), ...(after.contextTiers ?? [])].map(
    (one) => one.aboveInputTokens,
  );
  return [0, ...new Set(bounds.sort((a, b) => a - b))].flatMap((above) => {
    const [was, is] = [before ? amountsAbove(before, above) : {}, amountsAbove(after, above)];
    return tokenClasses.flatMap((name): PriceChange[] => {
      // a part that neither names goes with its whole
      if (was[name] === undefined && is[name] === undefined) return [];
      const whole = parents[name] ?? name;
      const from = was[name] ?? was[whole];
      const to = is[name] ?? is[whole];
      if (isEqual(from, to)) return [];
      const bound = above === 0 ? {} : { aboveInputTokens: above };
      return [{ name, ...bound, from: from ?? null, to: to ?? null, percent: percentChange(from, to) }];
    });
  });
}

/** What the diff is made against. */
export type Ground = {
  book: PriceBook;
  atMicros: number;
  holdsFor: "provider" | "model";
  /** Of all usage the models, and each model with its provider as `inUseKey` writes them. */
  used: ReadonlySet<string>;
  /** For prices whose source the map does not name. */
  reference: string;
};
export const inUseKey = (model: string, provider: string) => `${model}\n${provider}`;

type Scope = Pick<PriceVersion, "model" | "provider" | "serviceTier">;
const LAST_ID = Number.MAX_SAFE_INTEGER;
const toTime = (micros: number) => new Date(micros / 1000).toISOString();

/** The version that the map's price would be: a list price, which yields to own ones. */
const versionOf = (scope: Scope, atMicros: number): PriceVersion => ({
  ...scope,
  id: LAST_ID,
  origin: "list",
  region: "",
  source: "",
  currency: MAP_CURRENCY,
  fromMicros: atMicros,
  toMicros: null,
});

function beforeOf({ id, origin, currency, perMillion, contextTiers }: PriceVersion) {
  return {
    id: String(id),
    origin,
    currency,
    ...(perMillion && { perMillion }),
    ...(contextTiers && contextTiers.length > 0 && { contextTiers: [...contextTiers] }),
  };
}

function stateOf(
  next: PriceVersion,
  before: PriceVersion | null,
  candidates: Candidates,
  isSame: boolean,
): PriceState {
  const hasTwin = candidates.some(
    ({ price }) =>
      price.origin === "list" &&
      (["model", "provider", "region", "source", "serviceTier"] as const).every(
        (one) => price[one] === next[one],
      ) &&
      overlaps(price, next),
  );
  if (before && isSame) return "same";
  if (hasTwin) return "overlaps";
  if (!before) return "new";
  return comparePrecedence(before, next) < 0 ? "yields" : "changed";
}

function comparePrice(price: MapPrice, scope: Scope, { book, atMicros }: Ground): PriceImportPrice {
  const asked = { ...scope, region: "", source: "" };
  const candidates = book.candidatesFor(asked);
  const before = book.priceFor(asked, atMicros);
  const next = versionOf(scope, atMicros);
  const changes = changesOf(before, price);
  const isSame =
    before?.currency === MAP_CURRENCY && changes.length === 0 && !before.perGpuHour && !before.perGpuSecond;
  const state = stateOf(next, before, candidates, isSame);
  const later = candidates
    .filter(({ price: other }) => other.fromMicros > atMicros && comparePrecedence(other, next) < 0)
    .map(({ price: other }) => other.fromMicros);
  return {
    ...price,
    state,
    ...(before && { before: beforeOf(before) }),
    changes,
    ...(later.length > 0 && { until: toTime(Math.min(...later)) }),
  };
}

/** The row's own word for what its prices do. */
function rowState(prices: PriceImportPrice[]): RowState {
  const order: PriceState[] = ["overlaps", "changed", "new", "yields"];
  return order.find((state) => prices.some((price) => price.state === state)) ?? "same";
}

/** Models that two keys of the map price: by the same amounts the second is passed over, by others nobody could say. */
function findTwins(
  entries: readonly MapEntry[],
  providerOf: (entry: MapEntry) => string,
): Map<MapEntry, string> {
  const first = new Map<string, MapEntry[]>();
  for (const entry of entries) {
    if (entry.reason !== undefined) continue;
    const key = inUseKey(entry.model, providerOf(entry));
    const list = first.get(key);
    if (list) list.push(entry);
    else first.set(key, [entry]);
  }
  const told = new Map<MapEntry, string>();
  for (const [one, ...others] of first.values()) {
    if (!one || others.length === 0) continue;
    const isOneMind = others.every(({ prices }) => JSON.stringify(prices) === JSON.stringify(one.prices));
    for (const other of others) told.set(other, `the same as ${one.key}, which stands for it`);
    if (isOneMind) continue;
    const keys = [one, ...others].map(({ key }) => key);
    const all = keys.slice(0, 5).join(", ") + (keys.length > 5 ? ", …" : "");
    for (const entry of [one, ...others])
      told.set(entry, `the map prices this model differently for ${all}; choose one provider`);
  }
  return told;
}

function compareEntry(entry: MapEntry, twin: string | undefined, ground: Ground): PriceImportRow {
  const { key, model, notTaken, notes } = entry;
  const provider = ground.holdsFor === "model" ? "" : entry.provider;
  const about = { key, model, ...(provider && { provider }), notTaken, notes };
  const reason = entry.reason ?? twin;
  if (reason !== undefined)
    return { ...about, state: "unreadable", inUse: false, chosen: false, prices: [], reason };
  const prices = entry.prices.map((price) =>
    comparePrice(price, { model, provider, serviceTier: price.serviceTier ?? "" }, ground),
  );
  const state = rowState(prices);
  const scope = { model, provider, region: "", source: "", serviceTier: "" };
  const inUse =
    ground.used.has(provider === "" ? model : inUseKey(model, provider)) ||
    ground.book.candidatesFor(scope).some(({ price }) => price.model === model);
  return {
    ...about,
    state,
    inUse,
    chosen: inUse && (state === "new" || state === "changed"),
    prices,
    reference: entry.source ?? ground.reference,
  };
}

const order: Record<RowState, number> = {
  changed: 0,
  new: 1,
  overlaps: 2,
  yields: 3,
  same: 4,
  unreadable: 5,
};

/** Every model of the map beside the prices in force: those chosen first, then by what they do, then by name. */
export function comparePriceMap(entries: readonly MapEntry[], ground: Ground): PriceImportRow[] {
  const twins = findTwins(entries, ({ provider }) => (ground.holdsFor === "model" ? "" : provider));
  return entries
    .map((entry) => compareEntry(entry, twins.get(entry), ground))
    .sort(
      (a, b) =>
        Number(b.chosen) - Number(a.chosen) ||
        order[a.state] - order[b.state] ||
        (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
    );
}

/** What apply adds of a row: its prices that change something. */
export const pricesToAdd = (row: PriceImportRow) =>
  row.prices.filter(({ state }) => state === "new" || state === "changed" || state === "yields");
