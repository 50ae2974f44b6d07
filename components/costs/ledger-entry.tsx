import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Instant } from "@/components/ui/instant";
import { KeyValues } from "@/components/ui/key-values";
import { Note } from "@/components/ui/note";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { formatMicros } from "@/lib/kernel/money";
import type { ChargedClass, LedgerEntry, LedgerRow, Price, Reckoning } from "@/lib/usage";

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 9 });
const classWords: Record<ChargedClass, string> = {
  input: "Input as text, not cached",
  cachedInput: "Input from the cache",
  cacheWrite: "Input written to the cache",
  audioInput: "Audio heard",
  output: "Output as text",
  reasoning: "Reasoning",
  audioOutput: "Audio spoken",
  gpu: "GPU seconds",
};
const units = (micros: string) => formatMicros(micros, 6);
/** Micro-units with a fraction, in currency units: exact, so that the rounding can be seen. */
function exactUnits(micros: string): string {
  const [whole = "0", fraction = ""] = micros.split(".");
  return `${units(whole)}${fraction}`;
}

type Clock = { zone: string; thisYear: number };

function Lines({ reckoning }: { reckoning: Reckoning }) {
  const { lines, currency } = reckoning;
  if (lines.length === 0) return null;
  return (
    <Table label="Classes that were charged" rows="plain">
      <thead>
        <tr>
          <Th>Class</Th>
          <Th numeric>Count</Th>
          <Th numeric>Price, {currency}</Th>
          <Th numeric>Cost, {currency}</Th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ charged, count, price, per, priceOf, micros }) => (
          <Tr key={charged}>
            <Td>
              {classWords[charged]}
              {priceOf !== charged && (
                <span className="block text-meta text-ink-3">
                  has no price of its own, so that of {priceOf}
                </span>
              )}
            </Td>
            <Td numeric>{number.format(Number(count))}</Td>
            <Td numeric>{price === null ? "not charged for" : `${price} a ${per}`}</Td>
            <Td numeric>{exactUnits(micros)}</Td>
          </Tr>
        ))}
      </tbody>
      <tfoot>
        <tr className="h-8 border-t border-line-strong font-semibold">
          <Td colSpan={3}>Before rounding</Td>
          <Td numeric>{exactUnits(reckoning.exactMicros)}</Td>
        </tr>
      </tfoot>
    </Table>
  );
}

function PriceWords({ price, clock }: { price: Price; clock: Clock }) {
  const scope = [price.provider, price.region, price.source, price.serviceTier].filter(Boolean).join(" · ");
  return (
    <>
      <TextLink href="/costs#prices">version {price.id}</TextLink>,{" "}
      {price.model === "*" ? "any model" : price.model}
      {scope && ` (${scope})`}, from <Instant at={price.effectiveFrom} {...clock} />
      {price.effectiveTo && (
        <>
          {" "}
          until <Instant at={price.effectiveTo} {...clock} />
        </>
      )}
      ; {price.origin === "list" ? "a list price" : `set by ${price.createdBy}`} on{" "}
      <Instant at={price.createdAt} {...clock} />
    </>
  );
}

/** The steps from what was used to what is booked, one below another. */
function stepsOf({ row, kind, price, reckoning, bookedBeforeMicros, currency }: LedgerEntry, clock: Clock) {
  const rows: { label: ReactNode; value: ReactNode; strong?: boolean }[] = [];
  if (price) rows.push({ label: "Price version", value: <PriceWords price={price} clock={clock} /> });
  if (reckoning && price?.contextTiers && price.contextTiers.length > 0)
    rows.push({
      label: "Context tier",
      value:
        reckoning.aboveInputTokens === null
          ? "short requests"
          : `more than ${number.format(reckoning.aboveInputTokens)} input tokens`,
    });
  if (row.given)
    rows.push({ label: "The event's own cost", value: `${units(row.given.micros)} ${row.given.currency}` });
  if (reckoning && reckoning.currency !== currency)
    rows.push({
      label: "Exchange rate",
      value: reckoning.rate
        ? `1 ${reckoning.rate.currency} = ${reckoning.rate.rate} ${currency} from ${reckoning.rate.effectiveFrom} (UTC), set by ${reckoning.rate.createdBy}`
        : `none from ${reckoning.currency} into ${currency} yet`,
    });
  if (reckoning?.micros != null)
    rows.push({ label: "Rounded once, half up", value: `${units(reckoning.micros)} ${currency}` });
  if (kind === "correction")
    rows.push({ label: "Booked for it before", value: `${units(bookedBeforeMicros)} ${currency}` });
  rows.push({
    label: kind === "correction" ? "The difference, booked in this row" : "Booked",
    value: row.costMicros === null ? "nothing yet" : `${units(row.costMicros)} ${currency}`,
    strong: true,
  });
  return rows;
}

function Verdict({ entry: { row, agrees, reckoning } }: { entry: LedgerEntry }) {
  if (agrees === true)
    return <Note>Worked out anew just now: it comes to what is booked, to the last unit.</Note>;
  if (agrees === false)
    return (
      <Note look="amber">
        Worked out anew it does not come to what is booked: a rate or price of that time is not there any
        more.
      </Note>
    );
  if (row.state === "unpriced")
    return (
      <Note look="amber">
        {row.corrected
          ? "No price covered it while its month was open. A price that came later is booked as a correction below."
          : "No price covers it, so it is in no sum. A price that reaches back to its time settles it."}
      </Note>
    );
  return (
    <Note look="amber">
      {reckoning
        ? "An exchange rate is missing, so it is in no sum. One for its day settles it."
        : "What it rests on is not there any more."}
    </Note>
  );
}

function Bookings({
  entry,
  hrefOf,
  clock,
}: {
  entry: LedgerEntry;
  hrefOf: (row: LedgerRow) => string;
  clock: Clock;
}) {
  if (entry.bookings.length < 2) return null;
  return (
    <Table label="Everything booked for this request" rows="plain">
      <thead>
        <tr>
          <Th>Booked</Th>
          <Th>What</Th>
          <Th numeric>Price</Th>
          <Th numeric>Cost, {entry.currency}</Th>
        </tr>
      </thead>
      <tbody>
        {entry.bookings.map((one, nth) => (
          <Tr key={one.id}>
            <Td className="whitespace-nowrap">
              <Instant at={one.at} zone={clock.zone} thisYear={clock.thisYear} seconds />
            </Td>
            <Td>
              {one.id === entry.row.id ? (
                "this row"
              ) : (
                <TextLink href={hrefOf(one)} prefetch={false}>
                  {nth === 0 ? "the request" : "a correction"}
                </TextLink>
              )}
            </Td>
            <Td numeric>{one.priceId ? `version ${one.priceId}` : "–"}</Td>
            <Td numeric>{one.costMicros === null ? "–" : units(one.costMicros)}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

const kindWords = {
  usage: "booked at its own time",
  late: "came after its own month was closed, so it is booked here",
  correction: "sets the cost of an earlier row right",
} as const;

/** How the cost of one row came about: what finance defends to the last unit. */
export function LedgerEntryCard({
  entry,
  closeHref,
  hrefOf,
  clock,
}: {
  entry: LedgerEntry;
  closeHref: string;
  hrefOf: (row: LedgerRow) => string;
  clock: Clock;
}) {
  const { row, kind, reckoning } = entry;
  return (
    <Card id="entry" className="scroll-mt-18">
      <CardHead title="How this cost came about" hint={kindWords[kind]}>
        <Button kind="quiet" size="small" asChild>
          <Link href={closeHref} scroll={false} prefetch={false}>
            Close
          </Link>
        </Button>
      </CardHead>
      <CardBody className="grid gap-3">
        <p className="text-ink-2 wrap-anywhere">
          {row.model} from {row.source}, event <span className="font-mono">{row.eventId}</span>,{" "}
          <Instant at={row.occurredAt ?? row.at} zone={clock.zone} thisYear={clock.thisYear} seconds />
          {row.occurredAt && row.occurredAt !== row.at && (
            <>
              , booked <Instant at={row.at} zone={clock.zone} thisYear={clock.thisYear} seconds />
            </>
          )}
        </p>
        <Verdict entry={entry} />
        {reckoning && <Lines reckoning={reckoning} />}
        <KeyValues rows={stepsOf(entry, clock)} />
        <Bookings entry={entry} hrefOf={hrefOf} clock={clock} />
      </CardBody>
    </Card>
  );
}
