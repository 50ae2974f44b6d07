import Link from "next/link";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Instant } from "@/components/ui/instant";
import { Pill } from "@/components/ui/pill";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { formatMicros } from "@/lib/kernel/money";
import type { Period, Reconciliation, Rerating } from "@/lib/usage";
import { PeriodForm } from "./period-form";
import { PeriodRows } from "./period-rows";
import { ReconciliationTable } from "./reconciliation-table";
import { Reratings } from "./reratings";

type Props = {
  /** The newest first. */
  periods: Period[];
  /** With its rows; null when none is looked at. */
  chosen: Period | null;
  /** Of the chosen month. */
  reconciliation: Reconciliation | null;
  /** What the address says beside the period. */
  query: string;
  /** Of the chosen month. */
  reratings: Rerating[];
  /** The id of whoever looks. */
  reader: string;
  mayClose: boolean;
  mayReopen: boolean;
  zone: string;
  thisYear: number;
};

const number = new Intl.NumberFormat("en");
const signed = (micros: string) => `${BigInt(micros) > 0n ? "+" : ""}${formatMicros(micros)}`;

function State({ period, zone, thisYear }: { period: Period; zone: string; thisYear: number }) {
  if (period.status === "open") return <Pill sign="ring">{period.isOver ? "Open" : "Running"}</Pill>;
  return (
    <>
      <Pill look="accent">Closed</Pill>
      <span className="block text-meta text-ink-3">
        {period.closedBy}
        {period.closedAt && (
          <>
            , <Instant at={period.closedAt} zone={zone} thisYear={thisYear} />
          </>
        )}
      </span>
    </>
  );
}

function hrefOf(period: string, query: string): string {
  return `/costs?${query ? `${query}&` : ""}period=${period}#period`;
}

/** The months of the ledger: which are closed, what was corrected, and how far an invoice is from them. */
export function PeriodsSection(props: Props) {
  const { periods, chosen, reconciliation, query, reratings, reader, mayClose, mayReopen, zone, thisYear } =
    props;
  const currency = periods[0]?.currency ?? "";
  return (
    <Card id="periods" className="scroll-mt-18 print:hidden">
      <CardHead
        title="Months of the ledger"
        hint={`${zone} · what arrives for a closed month is a correction in the first open one`}
      />
      <Table label="Months of the ledger">
        <thead>
          <tr>
            <Th>Month</Th>
            <Th>State</Th>
            <Th numeric>Requests</Th>
            <Th numeric>Cost, {currency}</Th>
            <Th numeric>Of it corrections</Th>
            <Th numeric>Unpriced requests</Th>
            <Th numeric>Invoice minus ledger</Th>
          </tr>
        </thead>
        <tbody>
          {periods.map((period) => (
            <Tr key={period.period}>
              <Td>
                <Link
                  href={hrefOf(period.period, query)}
                  className="font-medium text-accent underline-offset-2 hover:underline"
                  aria-current={chosen?.period === period.period ? "true" : undefined}
                >
                  {period.period}
                </Link>
              </Td>
              <Td>
                <State period={period} zone={zone} thisYear={thisYear} />
              </Td>
              <Td numeric>{number.format(period.totals.requests)}</Td>
              <Td numeric>{formatMicros(period.totals.costMicros)}</Td>
              <Td numeric>
                {period.corrections.costMicros === "0" && period.corrections.requests === 0 ? (
                  <span className="text-ink-3">–</span>
                ) : (
                  signed(period.corrections.costMicros)
                )}
              </Td>
              <Td numeric className={period.totals.unpricedRequests > 0 ? "text-amber" : ""}>
                {number.format(period.totals.unpricedRequests)}
              </Td>
              <Td numeric>
                {period.differenceMicros === undefined ? (
                  <span className="text-ink-3">–</span>
                ) : (
                  signed(period.differenceMicros)
                )}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      {chosen && (
        <CardBody
          id="period"
          className="grid grid-cols-[minmax(0,1fr)] scroll-mt-18 gap-4 border-t border-line pt-4"
        >
          <PeriodRows period={chosen} />
          {reconciliation && (
            <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
              <h3 className="font-semibold">Invoices of {chosen.period}</h3>
              <ReconciliationTable reconciliation={reconciliation} />
              <p className="text-meta text-ink-3">
                <TextLink href={`/costs/imports?period=${chosen.period}#invoices`}>
                  Its lines, and adding more
                </TextLink>
              </p>
            </div>
          )}
          <PeriodForm period={chosen} mayClose={mayClose} mayReopen={mayReopen} />
          <Reratings period={chosen.period} reratings={reratings} reader={reader} mayWrite={mayClose} />
        </CardBody>
      )}
    </Card>
  );
}
