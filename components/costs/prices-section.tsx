import type { ReactNode } from "react";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Instant } from "@/components/ui/instant";
import { Pill } from "@/components/ui/pill";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { Price } from "@/lib/usage";

const number = new Intl.NumberFormat("en");

type Props = {
  prices: Price[];
  /** There are more than these. */
  isCut: boolean;
  /** Models with usage, so that their prices stand first. */
  models: string[];
  zone: string;
  thisYear: number;
  /** The form, for whoever may. */
  children: ReactNode;
};

function scopeOf({ provider, region, source, serviceTier }: Price): string {
  return [provider, region, source, serviceTier].filter(Boolean).join(" · ");
}

const rarer = [
  ["cacheWrite", "cache write"],
  ["audioInput", "audio input"],
  ["audioOutput", "audio output"],
] as const;

/** Prices of what few requests have, in words: a column each would be nearly empty. */
function describeRarer(perMillion: Price["perMillion"]): string {
  return rarer
    .flatMap(([name, words]) => (perMillion?.[name] === undefined ? [] : `${words} ${perMillion[name]}`))
    .join(" · ");
}

function inUseFirst(prices: Price[], models: string[]): Price[] {
  const used = new Set(models);
  const rank = ({ model, origin }: Price) => (origin === "own" ? 0 : used.has(model) ? 1 : 2);
  return [...prices].sort((a, b) => rank(a) - rank(b));
}

function PriceRow({ price, zone, thisYear }: { price: Price; zone: string; thisYear: number }) {
  const {
    model,
    currency,
    effectiveFrom,
    effectiveTo,
    perMillion,
    contextTiers = [],
    perGpuSecond,
    perGpuHour,
    origin,
    reference,
  } = price;
  const scope = scopeOf(price);
  const clock = { zone, thisYear };
  return (
    <Tr>
      <Td className="min-w-40">
        <span className="font-medium">{model === "*" ? "any other model" : model}</span>
        {scope && <span className="block text-meta text-ink-3">{scope}</span>}
        {contextTiers.map(({ aboveInputTokens, perMillion: longer }) => (
          <span key={aboveInputTokens} className="block text-meta text-ink-3">
            above {number.format(aboveInputTokens)} input tokens
            {describeRarer(longer) && `: ${describeRarer(longer)}`}
          </span>
        ))}
        {describeRarer(perMillion) && (
          <span className="block text-meta text-ink-3">{describeRarer(perMillion)}</span>
        )}
      </Td>
      <Td className="text-ink-2">
        <Instant at={effectiveFrom} {...clock} />
        {effectiveTo && (
          <span className="block text-meta text-ink-3">
            until <Instant at={effectiveTo} {...clock} />
          </span>
        )}
      </Td>
      <Td>{currency}</Td>
      {(["input", "output", "cachedInput", "reasoning"] as const).map((name) => (
        <Td key={name} numeric>
          {perMillion?.[name] ?? <span className="text-ink-3">–</span>}
          {scope && contextTiers.length > 0 && <span className="block text-meta">&nbsp;</span>}
          {contextTiers.map(({ aboveInputTokens, perMillion: longer }) => (
            <span key={aboveInputTokens} className="block text-meta text-ink-3">
              {longer[name] ?? "–"}
            </span>
          ))}
        </Td>
      ))}
      <Td numeric>
        {perGpuHour ? (
          `${perGpuHour} an hour`
        ) : perGpuSecond ? (
          `${perGpuSecond} a second`
        ) : (
          <span className="text-ink-3">–</span>
        )}
      </Td>
      <Td className="text-ink-2">
        {origin === "list" ? <Pill>List price</Pill> : price.createdBy}
        {reference && (
          <span className="block max-w-64 truncate text-meta text-ink-3" title={reference}>
            {reference}
          </span>
        )}
      </Td>
    </Tr>
  );
}

/** Every price version that an event may carry: what was priced by one keeps it. */
export function PricesSection({ prices, isCut, models, zone, thisYear, children }: Props) {
  return (
    <Card id="prices" className="scroll-mt-18 print:hidden">
      <CardHead
        title="Prices"
        hint="for a million tokens · what is priced stays as it is, a new price settles what is not"
      >
        <TextLink href="/costs/prices/import" className="text-meta">
          Import a price map
        </TextLink>
      </CardHead>
      {prices.length === 0 ? (
        <EmptyState title="No price yet">
          <p>Without a price a request counts, but costs nothing that could be told: it is unpriced.</p>
        </EmptyState>
      ) : (
        <div className="max-h-120 overflow-y-auto">
          <Table label="Prices">
            <thead>
              <tr>
                <Th>Model</Th>
                <Th>Holds from</Th>
                <Th>Currency</Th>
                <Th numeric>Input</Th>
                <Th numeric>Output</Th>
                <Th numeric>Cached input</Th>
                <Th numeric>Reasoning</Th>
                <Th numeric>GPU</Th>
                <Th>Set by</Th>
              </tr>
            </thead>
            <tbody>
              {inUseFirst(prices, models).map((price) => (
                <PriceRow key={price.id} price={price} zone={zone} thisYear={thisYear} />
              ))}
            </tbody>
          </Table>
        </div>
      )}
      {isCut && (
        <p className="border-t border-line px-4 py-2 text-meta text-ink-3">
          Own prices and those in use first, 100 at most. All of them:{" "}
          <span className="font-mono">GET /api/v1/prices</span>
        </p>
      )}
      <CardBody id="set-price" className="scroll-mt-18 border-t border-line pt-4">
        {children}
      </CardBody>
    </Card>
  );
}
