import { ok, type Result, refuse } from "../kernel/result";
import { parseWithLiterals } from "./json-literals";
import { priceInput } from "./price-input";
import {
  type MapFields,
  type MapPrice,
  readFlatPrices,
  readTieredPrice,
  WrongAmount,
} from "./price-map-amounts";
import { isName } from "./usage-event";

/** One model of LiteLLM's price map, in our terms; or why it cannot be read. */
export type MapEntry = {
  /** As it stands in the map, with the provider's prefix where it has one. */
  key: string;
  /** As events name them: see lib/decisions/0100. */
  model: string;
  provider: string;
  /** The standard price first, then those of service tiers; USD for a million tokens. */
  prices: MapPrice[];
  /** Where the map read it. */
  source?: string;
  /** What the map says and no price of ours holds, by its name there. */
  notTaken: string[];
  notes: string[];
  /** Why there is no price. */
  reason?: string;
};

export const MAP_CURRENCY = "USD";
export const MOST_MODELS = 10_000;
const MOST_FIELDS = 200;
const MOST_NOT_TAKEN = 40;
const LONGEST_KEY = 300;
const LONGEST_SOURCE = 300;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The map's key and `litellm_provider` → what events carry: `dashscope/qwen-max` is `qwen-max` of `dashscope`. LiteLLM
 * files some providers by kind (`vertex_ai-anthropic_models`); events name the provider alone (`vertex_ai`).
 */
export function nameInEvents(key: string, litellmProvider: string): { model: string; provider: string } {
  const provider = litellmProvider.replace(/-[\w-]*models?$/, "");
  const slash = key.indexOf("/");
  const hasPrefix = slash > 0 && slash < key.length - 1 && key.slice(0, slash) === provider;
  return { model: hasPrefix ? key.slice(slash + 1) : key, provider };
}

/** Text of the file as it may be kept and shown: cut, without control characters and halves of characters. */
const plain = (text: string, most: number) =>
  text
    .slice(0, most)
    .replace(/\p{Cc}/gu, "\u{fffd}")
    .toWellFormed();

function fieldsOf(values: Record<string, unknown>, literals: Record<string, unknown>): MapFields {
  return Object.fromEntries(
    Object.entries(values)
      .slice(0, MOST_FIELDS)
      .map(([name, value]) => [name, { value, literal: literals[name] }]),
  );
}

const tellsMoney = /cost|price|pricing|uplift|surcharge|provider_specific/i;

/** Names of what costs something and was not taken: not what is null, empty or free. */
function leftOver(fields: MapFields, taken: Set<string>): string[] {
  return Object.entries(fields).flatMap(([name, { value }]) => {
    const says = typeof value === "number" ? value !== 0 : isRecord(value) || Array.isArray(value);
    return says && tellsMoney.test(name) && !taken.has(name) ? [plain(name, 100)] : [];
  });
}

function notesOf(fields: MapFields): string[] {
  const date = fields.deprecation_date?.value;
  return typeof date === "string" && /^\d{4}-\d{2}-\d{2}$/.test(date) ? [`deprecated on ${date}`] : [];
}

function sourceOf(fields: MapFields): string | undefined {
  const source = fields.source?.value;
  if (typeof source !== "string" || source.length > LONGEST_SOURCE) return undefined;
  return isName(source.slice(0, 200)) ? source : undefined;
}

/** What is wrong with a price by the rules of every price; null when nothing is. */
function findFault(model: string, provider: string, price: MapPrice): string | null {
  const { perMillion } = price;
  if (perMillion.input === undefined && perMillion.output === undefined)
    return "it has no price of input or output tokens";
  const checked = priceInput.safeParse({
    model,
    provider,
    currency: MAP_CURRENCY,
    effectiveFrom: "2026-01-01T00:00:00Z",
    ...price,
  });
  const issue = checked.error?.issues[0];
  return issue ? `${issue.path.join(".")}: ${issue.message}` : null;
}

type Prices = { prices: MapPrice[]; taken: Set<string>; notTaken: string[]; notes: string[] };

function readPrices(fields: MapFields): Prices {
  const flat = readFlatPrices(fields);
  const [standard, ...served] = flat.prices;
  const list = fields.tiered_pricing;
  const tiered = list ? readTieredPrice(list, standard?.perMillion ?? {}) : null;
  if (!tiered) return { ...flat, notTaken: [] };
  return {
    ...flat,
    prices: [tiered.price, ...served],
    taken: new Set([...flat.taken, ...tiered.taken]),
    notTaken: tiered.notTaken,
  };
}

function readEntry(key: string, values: unknown, literals: unknown): MapEntry {
  const shown = plain(key, LONGEST_KEY);
  const none = { key: shown, model: shown, provider: "", prices: [], notTaken: [], notes: [] };
  if (!isRecord(values) || !isRecord(literals)) return { ...none, reason: "it is not an object" };
  if (key === "sample_spec") return { ...none, reason: "it is the map's own example, no model" };
  const fields = fieldsOf(values, literals);
  const stated = fields.litellm_provider?.value;
  if (typeof stated !== "string" || !isName(stated))
    return { ...none, reason: "it names no litellm_provider" };
  const { model, provider } = nameInEvents(key, stated);
  if (model === "*") return { ...none, provider, reason: "it stands for any model" };
  if (!isName(model)) return { ...none, provider, reason: "its name is not 1 to 200 plain characters" };
  const about = { ...none, model, provider };
  try {
    const { prices, taken, notTaken, notes } = readPrices(fields);
    const left = [...leftOver(fields, taken), ...notTaken].slice(0, MOST_NOT_TAKEN);
    const source = sourceOf(fields);
    const entry = {
      ...about,
      notTaken: left,
      notes: [...notes, ...notesOf(fields)],
      ...(source && { source }),
    };
    const fault =
      prices.length === 0
        ? "it has no price per token"
        : prices.map((price) => findFault(model, provider, price)).find((one) => one !== null);
    return fault ? { ...entry, prices: [], reason: fault } : { ...entry, prices };
  } catch (error) {
    if (error instanceof WrongAmount) return { ...about, reason: plain(error.message, 200) };
    throw error;
  }
}

/**
 * LiteLLM's `model_prices_and_context_window.json`: USD per token as JSON numbers → models with exact decimal prices
 * per million tokens. A model that cannot be read is there with the reason. Refuses what is no such map.
 */
export function readPriceMap(text: string): Result<MapEntry[]> {
  const parsed = parseWithLiterals(text);
  if (!parsed.ok) return parsed;
  const { value, literals } = parsed.value;
  const wrong = (detail: string) =>
    refuse("invalid_request", `The price map ${detail}.`, [{ pointer: "#", detail }]);
  if (!isRecord(value) || !isRecord(literals))
    return wrong("must be an object of models, as model_prices_and_context_window.json of LiteLLM is");
  const keys = Object.keys(value);
  if (keys.length > MOST_MODELS) return wrong(`has ${keys.length} models; ${MOST_MODELS} are the most`);
  const entries = keys.map((key) => readEntry(key, value[key], literals[key]));
  if (entries.every(({ prices }) => prices.length === 0))
    return wrong(
      "has no model with a price per token; it is model_prices_and_context_window.json of LiteLLM that is read",
    );
  return ok(entries);
}
