import { ClosedPeriods } from "./closed-periods";
import { type Decimal, parseDecimal } from "./decimal";
import {
  type CompiledPrice,
  compilePrice,
  type PriceAmounts,
  type PricedUse,
  priceUse,
  roundCost,
} from "./price";

/** A price version. `""` = any; `model` `"*"` = any model without a price of its own. */
export type PriceVersion = PriceAmounts & {
  id: number;
  /** `own`: set by somebody here; `list`: ships with Sluice or comes with a price map, and yields to own prices. */
  origin: "own" | "list";
  model: string;
  provider: string;
  region: string;
  source: string;
  serviceTier: string;
  currency: string;
  fromMicros: number;
  /** Exclusive; null = until a later price takes over. */
  toMicros: number | null;
};

/** One unit of `currency` is `rate` units of the reporting currency from then on. */
export type RateVersion = { currency: string; fromMicros: number; rate: string };

/** What an event is priced by. */
export type PriceScope = {
  source: string;
  model: string;
  provider: string;
  region: string;
  serviceTier: string;
};

export type Assessment = {
  /** Micro-units of the reporting currency; null = not yet. */
  costMicros: bigint | null;
  priceId: number | null;
};

type Candidate = { price: PriceVersion; compiled: CompiledPrice };
/** The prices that may hold for a scope, the first one first. */
export type Candidates = readonly Candidate[];
type AssessedEvent = PricedUse & { atMicros: number; cost: { micros: bigint; currency: string } | null };

function matches(price: PriceVersion, scope: PriceScope): boolean {
  const fits = (wanted: string, given: string) => wanted === "" || wanted === given;
  return (
    (price.model === "*" || price.model === scope.model) &&
    fits(price.provider, scope.provider) &&
    fits(price.region, scope.region) &&
    fits(price.source, scope.source) &&
    fits(price.serviceTier, scope.serviceTier)
  );
}

/**
 * The order of precedence: a model's own price before `*`; own before list prices; then with provider, with region,
 * with source, with service tier; then the latest start. Negative when `a` goes first.
 */
export function comparePrecedence(a: PriceVersion, b: PriceVersion): number {
  const rank = ({ model, origin, provider, region, source, serviceTier }: PriceVersion) =>
    (model === "*" ? 0 : 32) +
    (origin === "list" ? 0 : 16) +
    (provider === "" ? 0 : 8) +
    (region === "" ? 0 : 4) +
    (source === "" ? 0 : 2) +
    (serviceTier === "" ? 0 : 1);
  return rank(b) - rank(a) || b.fromMicros - a.fromMicros || b.id - a.id;
}

/** Two prices of one scope of which nobody could say which holds: the same start, or one reaches into the other. */
export function overlaps(
  a: Pick<PriceVersion, "fromMicros" | "toMicros">,
  b: Pick<PriceVersion, "fromMicros" | "toMicros">,
): boolean {
  const [earlier, later] = a.fromMicros <= b.fromMicros ? [a, b] : [b, a];
  if (earlier.fromMicros === later.fromMicros) return true;
  // without an end a price holds until the next one takes over
  return earlier.toMicros !== null && earlier.toMicros > later.fromMicros;
}

const isInForce = ({ fromMicros, toMicros }: PriceVersion, atMicros: number) =>
  fromMicros <= atMicros && (toMicros === null || atMicros < toMicros);

/** All prices and rates of one version, ready to assess events. */
export class PriceBook {
  /** A price map brings thousands, and a scope is asked for one model. */
  private readonly byModel = new Map<string, Candidate[]>();
  private readonly byId = new Map<number, Candidate>();
  private readonly byScope = new Map<string, Candidate[]>();
  private readonly rates = new Map<string, { fromMicros: number; rate: Decimal }[]>();

  constructor(
    readonly version: string,
    /** The reporting currency: what every cost is in. */
    readonly currency: string,
    prices: readonly PriceVersion[],
    rates: readonly RateVersion[],
    /** Part of the same version: whoever writes by these prices also books by these periods. */
    readonly closed: ClosedPeriods = new ClosedPeriods([]),
  ) {
    for (const price of prices) {
      const candidate = { price, compiled: compilePrice(price) };
      this.byId.set(price.id, candidate);
      const list = this.byModel.get(price.model);
      if (list) list.push(candidate);
      else this.byModel.set(price.model, [candidate]);
    }
    for (const { currency: from, fromMicros, rate } of rates) {
      const decimal = parseDecimal(rate);
      if (!decimal) throw new Error(`not a decimal: ${rate}`);
      const list = this.rates.get(from) ?? [];
      list.push({ fromMicros, rate: decimal });
      this.rates.set(from, list);
    }
    for (const list of this.rates.values()) list.sort((a, b) => b.fromMicros - a.fromMicros);
  }

  /** Ask once for many events of one scope. */
  candidatesFor(scope: PriceScope): Candidates {
    const key = JSON.stringify([scope.source, scope.model, scope.provider, scope.region, scope.serviceTier]);
    let candidates = this.byScope.get(key);
    if (!candidates) {
      candidates = [scope.model, "*"]
        .flatMap((model) => this.byModel.get(model) ?? [])
        .filter(({ price }) => matches(price, scope))
        .sort((a, b) => comparePrecedence(a.price, b.price));
      this.byScope.set(key, candidates);
    }
    return candidates;
  }

  /** The price in force for the scope at that time; null when there is none. */
  priceFor(scope: PriceScope, atMicros: number): PriceVersion | null {
    return this.candidatesFor(scope).find(({ price }) => isInForce(price, atMicros))?.price ?? null;
  }

  /** The rate into the reporting currency at that time: undefined = none is needed, null = none is known. */
  private rateFor(currency: string, atMicros: number): Decimal | undefined | null {
    if (currency === this.currency) return undefined;
    return this.rates.get(currency)?.find(({ fromMicros }) => fromMicros <= atMicros)?.rate ?? null;
  }

  /**
   * The cost of one event, rounded once. Its own cost wins over prices. Without a price both fields are null
   * (unpriced); with a price or a cost of its own, but without a rate, only the cost is (unconverted). An event that
   * waits for a rate keeps the price that it came in with: `keptPriceId`.
   */
  assess(event: AssessedEvent, candidates: Candidates, keptPriceId: number | null = null): Assessment {
    if (event.cost) {
      const rate = this.rateFor(event.cost.currency, event.atMicros);
      if (rate === null) return { costMicros: null, priceId: null };
      return {
        costMicros: roundCost({ numerator: event.cost.micros, denominator: 1n }, rate),
        priceId: null,
      };
    }
    const candidate =
      keptPriceId === null
        ? candidates.find(({ price }) => isInForce(price, event.atMicros))
        : this.byId.get(keptPriceId);
    if (!candidate) return { costMicros: null, priceId: null };
    const rate = this.rateFor(candidate.price.currency, event.atMicros);
    const costMicros = priceUse(candidate.compiled, event, rate ?? undefined);
    if (costMicros === null) return { costMicros: null, priceId: null };
    return { costMicros: rate === null ? null : costMicros, priceId: candidate.price.id };
  }
}
