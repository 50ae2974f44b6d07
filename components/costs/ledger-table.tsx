import type { ReactNode } from "react";
import { Instant } from "@/components/ui/instant";
import { Pill } from "@/components/ui/pill";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { formatMicros } from "@/lib/kernel/money";
import type { Ledger, LedgerRow, LedgerTotals } from "@/lib/usage";

const number = new Intl.NumberFormat("en");
const seconds = new Intl.NumberFormat("en", { maximumFractionDigits: 9 });
const dash = <span className="text-ink-3">–</span>;

type Clock = { zone: string; thisYear: number };

function Name({ children }: { children: string | null }) {
  if (!children) return <Td>{dash}</Td>;
  return (
    <Td className="max-w-44 truncate" title={children}>
      {children}
    </Td>
  );
}

function Counts({ of }: { of: LedgerRow | LedgerTotals }) {
  return (
    <>
      <Td numeric>{number.format(of.requests)}</Td>
      <Td numeric>{number.format(of.inputTokens)}</Td>
      <Td numeric>{number.format(of.cachedInputTokens)}</Td>
      <Td numeric>{number.format(of.outputTokens)}</Td>
      <Td numeric>{number.format(of.reasoningTokens)}</Td>
      <Td numeric>{seconds.format(of.gpuSeconds)}</Td>
    </>
  );
}

/** What a row costs, or why it costs nothing yet. */
function Cost({ row }: { row: LedgerRow }) {
  if (row.costMicros !== null)
    return (
      <Td numeric className="font-medium text-ink">
        {formatMicros(row.costMicros, 6)}
      </Td>
    );
  return (
    <Td numeric>
      <span className="text-amber">{row.state === "unpriced" ? "no price" : "no rate"}</span>
      {row.corrected && <span className="block text-meta text-ink-3">booked later</span>}
    </Td>
  );
}

function LedgerRowCells({
  row,
  href,
  ofUser,
  isOpen,
  clock,
}: {
  row: LedgerRow;
  href: string;
  ofUser: (subject: string) => string;
  isOpen: boolean;
  clock: Clock;
}) {
  return (
    <Tr className={isOpen ? "bg-sunken" : undefined}>
      <Td className="whitespace-nowrap">
        <TextLink
          href={href}
          prefetch={false}
          aria-current={isOpen ? "true" : undefined}
          title={`Event ${row.eventId}`}
        >
          <Instant at={row.at} zone={clock.zone} thisYear={clock.thisYear} seconds />
        </TextLink>
        {row.occurredAt && (
          <span className="ml-2">
            <Pill>of {row.occurredAt.slice(0, 10)}</Pill>
          </span>
        )}
      </Td>
      <Td className="max-w-40 truncate font-mono text-ink-2" title={row.subject ?? undefined}>
        {row.subject ? (
          <TextLink
            href={ofUser(row.subject)}
            prefetch={false}
            className="text-ink-2 no-underline hover:underline"
          >
            {row.subject}
          </TextLink>
        ) : (
          dash
        )}
      </Td>
      <Name>{row.model}</Name>
      <Name>{row.source}</Name>
      <Name>{row.region}</Name>
      <Name>{row.campaign}</Name>
      <Name>{row.serviceTier}</Name>
      <Counts of={row} />
      <Td numeric>{row.priceId ? `version ${row.priceId}` : row.given ? "its own" : dash}</Td>
      <Cost row={row} />
    </Tr>
  );
}

type Props = {
  ledger: Ledger;
  /** The id of the row that is explained above. */
  open: string | null;
  hrefOf: (row: LedgerRow) => string;
  ofUser: (subject: string) => string;
  clock: Clock;
  /** Below the table: which page. */
  children: ReactNode;
};

/** The events behind a figure, a line each, and what all of them come to: the figure itself. */
export function LedgerTable({ ledger, open, hrefOf, ofUser, clock, children }: Props) {
  const { data, totals, currency } = ledger;
  const waiting = totals.unpricedRequests + totals.unconvertedRequests;
  return (
    <>
      <Table label="Ledger rows" rows="plain">
        <thead>
          <tr>
            <Th>Booked</Th>
            <Th>User</Th>
            <Th>Model</Th>
            <Th>Source</Th>
            <Th>Region</Th>
            <Th>Campaign</Th>
            <Th>Tier</Th>
            <Th numeric>Requests</Th>
            <Th numeric>Input</Th>
            <Th numeric>of it cached</Th>
            <Th numeric>Output</Th>
            <Th numeric>of it reasoning</Th>
            <Th numeric>GPU s</Th>
            <Th numeric>Price</Th>
            <Th numeric>Cost, {currency}</Th>
          </tr>
        </thead>
        <tbody>
          {data.map((row) => (
            <LedgerRowCells
              key={row.id}
              row={row}
              href={hrefOf(row)}
              ofUser={ofUser}
              isOpen={row.id === open}
              clock={clock}
            />
          ))}
        </tbody>
        <tfoot>
          <tr className="h-8 border-t border-line-strong font-semibold">
            <Td colSpan={7} className="whitespace-nowrap">
              All rows, not only this page
              {waiting > 0 && (
                <span className="ml-2 font-normal text-amber">
                  {number.format(waiting)} requests have no cost yet
                </span>
              )}
            </Td>
            <Counts of={totals} />
            <Td />
            <Td numeric>{formatMicros(totals.costMicros, 6)}</Td>
          </tr>
        </tfoot>
      </Table>
      {children}
    </>
  );
}
