import { fromScaled, toScaled } from "./decimal";
import { type ContextTier, inTier, type PerMillion } from "./price";

/** One field of the map: its value, and its digits as they stand in the file. */
export type MapField = { value: unknown; literal: unknown };
export type MapFields = Record<string, MapField>;

const classes = {
  input_cost_per_token: "input",
  output_cost_per_token: "output",
  cache_read_input_token_cost: "cachedInput",
  cache_creation_input_token_cost: "cacheWrite",
  output_cost_per_reasoning_token: "reasoning",
  input_cost_per_audio_token: "audioInput",
  output_cost_per_audio_token: "audioOutput",
} as const;
type MapClass = keyof typeof classes;
const classNames = Object.keys(classes) as MapClass[];

const serviceTiers = { batches: "batch", flex: "flex", priority: "priority" } as const;
type MapTier = keyof typeof serviceTiers;

// the map writes the tier behind the length, and sometimes before it
const grammar = new RegExp(
  `^(${classNames.join("|")})(?:_(batches|flex|priority))?(?:_above_(\\d{1,4})k_tokens)?(?:_(batches|flex|priority))?$`,
);

/** Digits of an amount that are read at all; more are no price. */
const LONGEST_LITERAL = 60;
/** Per token the map counts in 10⁻¹⁸ here, which per million are the twelve digits that a price may have. */
const PLACES = 12;

export class WrongAmount extends Error {}

/** "4e-07" a token → "0.4" a million, exactly; beyond twelve places half up. Throws WrongAmount for what is no amount. */
export function toPerMillion({ value, literal }: MapField, name: string): string {
  const text = typeof value === "number" || typeof value === "string" ? String(literal) : "";
  const units = text.length <= LONGEST_LITERAL ? toScaled(text, PLACES + 6) : null;
  if (units === null) throw new WrongAmount(`${name} is no amount: ${JSON.stringify(value)?.slice(0, 60)}`);
  return fromScaled(units, PLACES);
}

/** What the map says of one model: a class at a service tier ("" = standard) above so many thousand tokens (0 = any). */
type Said = Map<string, string>;
const at = (name: MapClass, tier: MapTier | "", above: number) => `${name} ${tier} ${above}`;

export type MapPrice = { serviceTier?: string; perMillion: PerMillion; contextTiers?: ContextTier[] };

function amountsOf(read: (name: MapClass) => string | undefined): PerMillion {
  return Object.fromEntries(
    classNames.flatMap((name) => {
      const amount = read(name);
      return amount === undefined ? [] : [[classes[name], amount]];
    }),
  );
}

/** Bounds in thousands of tokens at which something changes for this tier, the shortest first. */
function boundsOf(said: Said, tiers: readonly (MapTier | "")[]): number[] {
  const bounds = [...said.keys()].flatMap((key) => {
    const [, tier = "", above = "0"] = key.split(" ");
    return tiers.includes(tier as MapTier) && above !== "0" ? [Number(above)] : [];
  });
  return [...new Set(bounds)].sort((a, b) => a - b);
}

/**
 * The price of one service tier as LiteLLM reckons it: what flex and priority do not name costs what the standard does,
 * and what a length does not name costs what it does below; a batch knows its own prices alone, and input and output.
 */
function priceOf(said: Said, tier: MapTier | ""): MapPrice {
  const fallsBack = tier === "flex" || tier === "priority";
  const base = (name: MapClass) =>
    said.get(at(name, tier, 0)) ??
    (fallsBack || name.endsWith("put_cost_per_token") ? said.get(at(name, "", 0)) : undefined);
  const bounds = boundsOf(said, fallsBack ? [tier, ""] : [tier]);
  const contextTiers = bounds.map((above) => ({
    aboveInputTokens: above * 1000,
    perMillion: amountsOf(
      (name) =>
        said.get(at(name, tier, above)) ??
        (fallsBack ? said.get(at(name, "", above)) : undefined) ??
        base(name),
    ),
  }));
  return {
    ...(tier !== "" && { serviceTier: serviceTiers[tier] }),
    perMillion: amountsOf(base),
    ...(contextTiers.length > 0 && { contextTiers }),
  };
}

/** The flat fields of a model as prices: the standard first, then the service tiers that it names. `taken`: their names. */
export function readFlatPrices(fields: MapFields): {
  prices: MapPrice[];
  taken: Set<string>;
  notes: string[];
} {
  const said: Said = new Map();
  const taken = new Set<string>();
  for (const [name, field] of Object.entries(fields)) {
    const match = grammar.exec(name);
    if (!match || field.value === null) continue;
    const [, cost, before, above = "0", after] = match;
    if (before && after) continue;
    said.set(
      at(cost as MapClass, (before ?? after ?? "") as MapTier, Number(above)),
      toPerMillion(field, name),
    );
    taken.add(name);
  }
  if (said.size === 0) return { prices: [], taken, notes: [] };
  const named = (Object.keys(serviceTiers) as MapTier[]).filter((tier) =>
    [...said.keys()].some((key) => key.split(" ")[1] === tier),
  );
  const prices = [priceOf(said, ""), ...named.map((tier) => priceOf(said, tier))];
  const notes =
    named.includes("batches") && boundsOf(said, [""]).length > 0 && boundsOf(said, ["batches"]).length === 0
      ? ["the map names no batch price for longer requests: the batch price holds for all"]
      : [];
  return { prices, taken, notes };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function boundOf(literal: unknown): number {
  const units =
    typeof literal === "string" && literal.length <= LONGEST_LITERAL ? toScaled(literal, 3) : null;
  if (units === null || units % 1000n !== 0n || units > 10n ** 12n)
    throw new WrongAmount("tiered_pricing: a range is not of whole tokens");
  return Number(units / 1000n);
}

type Tiered = { price: MapPrice; taken: Set<string>; notTaken: string[] };

/**
 * `tiered_pricing`, a list of `{range: [from, to], …}`: the first is the price, each later one what a request of more
 * than `from` input tokens costs, all of it. A class that a range does not name is the model's own (`flat`). Null when
 * it is about something else than tokens.
 */
export function readTieredPrice(list: MapField, flat: PerMillion): Tiered | null {
  const { value: values, literal: literals } = list;
  if (!Array.isArray(values) || !Array.isArray(literals) || values.length === 0) return null;
  const notTaken = new Set<string>();
  const tiers: ContextTier[] = [];
  let end = 0;
  for (const [nth, value] of values.entries()) {
    const literal: unknown = literals[nth];
    if (!isRecord(value) || !isRecord(literal)) return null;
    const range = literal.range;
    if (!Array.isArray(range) || !classNames.some((name) => name in value)) return null;
    const from = boundOf(range[0]);
    if (from !== end)
      throw new WrongAmount(`tiered_pricing: nothing is said between ${end} and ${from} tokens`);
    end = range.length > 1 ? boundOf(range[1]) : from;
    const own = amountsOf((name) => {
      const given = value[name];
      return given === undefined || given === null
        ? undefined
        : toPerMillion({ value: given, literal: literal[name] }, `tiered_pricing.${name}`);
    });
    tiers.push({ aboveInputTokens: from, perMillion: inTier(flat, own) });
    for (const [name, other] of Object.entries(value))
      if (name !== "range" && !(name in classes) && other !== null) notTaken.add(`tiered_pricing.${name}`);
  }
  const [first, ...longer] = tiers;
  if (!first) return null;
  return {
    price: { perMillion: first.perMillion, ...(longer.length > 0 && { contextTiers: longer }) },
    taken: new Set(["tiered_pricing"]),
    notTaken: [...notTaken],
  };
}
