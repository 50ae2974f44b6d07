import { Download } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Figure, FigureStrip } from "@/components/ui/figure-strip";
import { Note } from "@/components/ui/note";
import { Pagination } from "@/components/ui/pagination";
import {
  type About,
  formatAmount,
  formatDays,
  type LedgerUrlFilter,
  toLedgerFileUrl,
  toLedgerFilterParams,
  toLedgerPageUrl,
} from "@/lib/costs";
import { formatMicros } from "@/lib/kernel/money";
import type { Ledger } from "@/lib/usage";
import { LedgerChips, type LedgerChoices, LedgerFilterPanel } from "./ledger-filter";
import { LedgerTable } from "./ledger-table";
import { ViewBar } from "./view-bar";

type Props = {
  about: About;
  ledger: Ledger;
  filter: LedgerUrlFilter;
  cursor: string | undefined;
  /** The id of the row that is explained, and its explanation. */
  open: string | null;
  entry: ReactNode;
  /** Views of this page that were saved. */
  views: ReactNode;
  choices: LedgerChoices;
  zone: string;
  notes: string[];
  mayExport: boolean;
  thisYear: number;
};

const number = new Intl.NumberFormat("en");

/** The rows behind a figure: rows, total and file agree to the millionth. */
export function LedgerPage(props: Props) {
  const { about, ledger, filter, cursor, open, entry, views, choices, zone, notes, mayExport, thisYear } =
    props;
  const { view, currency } = about;
  const { totals, data } = ledger;
  const to = (more: { cursor?: string | undefined; row?: string | undefined }, other = filter) =>
    toLedgerPageUrl(view, zone, other, more);
  const page = (next: string | null) => (next === null ? null : to({ cursor: next }));
  const isFiltered = Object.keys(toLedgerFilterParams(filter)).length > 0;
  return (
    <>
      <ViewBar
        path="/costs/ledger"
        about={about}
        zone={zone}
        comparisons={[]}
        failed={false}
        views={views}
        kept={toLedgerFilterParams(filter)}
        choices={<LedgerFilterPanel view={view} zone={zone} filter={filter} choices={choices} />}
      >
        {mayExport && (
          <Button asChild>
            <a href={toLedgerFileUrl(about, filter)} download>
              <Download aria-hidden strokeWidth={1.5} />
              Export
            </a>
          </Button>
        )}
      </ViewBar>
      <LedgerChips view={view} zone={zone} filter={filter} />
      {notes.map((note) => (
        <Note key={note} look="amber">
          {note}
        </Note>
      ))}
      {ledger.droppedMonth && (
        <Note look="amber">
          The single rows of {ledger.droppedMonth} and what was dropped before it are gone, as the settings
          say: the total counts them, rows and export do not.
        </Note>
      )}
      <FigureStrip>
        <Figure
          label={`Spend, ${formatDays(view.from, view.to)}`}
          value={formatAmount(totals.costMicros)}
          unit={currency}
        >
          {formatMicros(totals.costMicros, 6)} to the last unit
        </Figure>
        <Figure label="Requests" value={number.format(totals.requests)}>
          {number.format(totals.unpricedRequests)} without a price,{" "}
          {number.format(totals.unconvertedRequests)} without a rate
        </Figure>
        <Figure label="Tokens" value={number.format(totals.inputTokens + totals.outputTokens)}>
          {number.format(totals.inputTokens)} in, {number.format(totals.outputTokens)} out
        </Figure>
      </FigureStrip>
      {entry}
      <Card id="rows" className="scroll-mt-18">
        <CardHead title="Ledger" hint={`${currency} · rows, total and export agree · ${about.timeZone}`} />
        {data.length === 0 ? (
          <EmptyState
            title={cursor ? "No more rows" : `No rows on ${formatDays(view.from, view.to)}`}
            action={
              (isFiltered || cursor) && (
                <Button asChild>
                  <Link href={to({}, {})}>Show all rows of these days</Link>
                </Button>
              )
            }
          >
            <p>
              {filter.subject
                ? "No usage of this user lies in these days. Write the id as the chatbot sends it."
                : isFiltered
                  ? "Nothing of these days is what the filter asks for."
                  : about.lastEventAt
                    ? "No event of these sources lies in these days."
                    : "No event was received yet. The overview says how to connect the chatbot."}
            </p>
          </EmptyState>
        ) : (
          <LedgerTable
            ledger={ledger}
            open={open}
            hrefOf={(row) => `${to({ cursor, row: row.id })}#entry`}
            ofUser={(subject) => to({}, { ...filter, subject })}
            clock={{ zone: view.timeZone, thisYear }}
          >
            <Pagination
              label="Pages of the ledger"
              previous={page(ledger.previousCursor)}
              next={page(ledger.nextCursor)}
            >
              The newest first. A row&apos;s time opens how its cost came about.
              {!mayExport && " Finance leads, executives and administrators export these rows."}
            </Pagination>
          </LedgerTable>
        )}
      </Card>
    </>
  );
}
