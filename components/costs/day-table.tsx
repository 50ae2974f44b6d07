import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { Pill } from "@/components/ui/pill";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import {
  type CostsReport,
  changeFrom,
  type DayRow,
  formatCell,
  formatDay,
  formatDays,
  formatShare,
  groupFilter,
  toExportUrl,
  toLedgerUrl,
} from "@/lib/costs";
import type { LedgerFilter } from "@/lib/usage";
import { marksOn } from "./day-marks";

const number = new Intl.NumberFormat("en");
const colours = ["var(--s-max)", "var(--s-plus)", "var(--s-turbo)", "var(--g-churned)"];

/** What a day is held against: its share of the budget, or the day compared with. */
type Against = { name: string; of: (row: DayRow, nth: number) => string | null; total: string | null };

function toAgainst({ about, totals, chart, comparedMicros }: CostsReport): Against | null {
  if (chart.comparison) {
    const days = chart.comparison.map(({ spend }) =>
      spend === null ? null : String(spend.reduce((sum, { micros }) => sum + BigInt(micros), 0n)),
    );
    return { name: "Compared", of: (_, nth) => days[nth] ?? null, total: comparedMicros };
  }
  if (totals.planMicros === null || about.view.compare === "none") return null;
  return { name: "Plan", of: ({ planMicros }) => planMicros, total: totals.planMicros };
}

/** "+11.38" and "+1.2 %"; nothing for a day that is not over. */
function Difference({ micros, against, open }: { micros: string; against: string | null; open: boolean }) {
  if (open) {
    return (
      <>
        <Td numeric className="text-ink-3">
          day not over
        </Td>
        <Td />
      </>
    );
  }
  if (against === null) {
    return (
      <>
        <Td />
        <Td />
      </>
    );
  }
  const { arrow, by } = changeFrom(BigInt(against), BigInt(micros));
  const sign = arrow === "▲" ? "+" : arrow === "▼" ? "−" : "";
  return (
    <>
      <Td numeric>
        {sign}
        {formatCell(by)}
      </Td>
      <Td numeric>{formatShare(BigInt(micros), BigInt(against))}</Td>
    </>
  );
}

function waiting({
  unpricedRequests,
  unconvertedRequests,
}: {
  unpricedRequests: number;
  unconvertedRequests: number;
}) {
  return unpricedRequests + unconvertedRequests;
}

/** A figure that leads to the rows it sums. */
function ToRows({ href, children }: { href: string; children: ReactNode }) {
  return (
    <TextLink
      href={href}
      prefetch={false}
      title="The ledger rows of this figure"
      className="text-inherit no-underline hover:underline"
    >
      {children}
    </TextLink>
  );
}

type Rows = (filter?: LedgerFilter) => string;
const rowsOf =
  ({ about: { view } }: CostsReport, days: { from: string; to: string }): Rows =>
  (filter) =>
    toLedgerUrl({ ...view, ...days }, filter);

function Unpriced({ count, rows }: { count: number; rows: Rows }) {
  return (
    <Td numeric className={cn(count > 0 && "font-medium text-amber")}>
      {count > 0 ? <ToRows href={rows({ only: "waiting" })}>{number.format(count)}</ToRows> : "0"}
    </Td>
  );
}

function DayRowCells({
  report,
  row,
  nth,
  against,
}: {
  report: CostsReport;
  row: DayRow;
  nth: number;
  against: Against | null;
}) {
  const { about, groups, chart } = report;
  const rows = rowsOf(report, { from: row.day, to: row.day });
  if (row.isMissing) {
    return (
      <Tr className="text-ink-3">
        <Td className="whitespace-nowrap">{formatDay(row.day)}</Td>
        <Td colSpan={groups.length + (against ? 7 : 4)}>missing: nothing was received</Td>
      </Tr>
    );
  }
  return (
    <Tr className={row.isCurrent ? "text-ink-2" : undefined}>
      <Td className="whitespace-nowrap">
        {formatDay(row.day)}
        {row.isCurrent && " so far"}
        {marksOn(row.day, chart.markers, about.timeZone, about.asOf).map(({ kind, words, detail }) => (
          <span key={`${kind} ${detail}`} title={detail} className="ml-2">
            <Pill look={kind === "pause" ? "amber" : "plain"} sign={kind === "pause" ? "bars" : "none"}>
              {words}
            </Pill>
          </span>
        ))}
      </Td>
      <Td numeric>{number.format(row.activeUsers)}</Td>
      <Td numeric>{number.format(row.requests)}</Td>
      {groups.map((group, at) => (
        <Td key={group} numeric>
          <ToRows href={rows(groupFilter(about.view.groupBy, groups, at))}>
            {formatCell(row.byGroup[at] ?? "0")}
          </ToRows>
        </Td>
      ))}
      <Td numeric className="font-medium text-ink">
        <ToRows href={rows()}>{formatCell(row.micros)}</ToRows>
      </Td>
      {against && (
        <>
          <Td numeric className="text-ink-3">
            {against.of(row, nth) === null ? "" : formatCell(against.of(row, nth) ?? "0")}
          </Td>
          <Difference micros={row.micros} against={against.of(row, nth)} open={row.isCurrent} />
        </>
      )}
      <Unpriced count={waiting(row)} rows={rows} />
    </Tr>
  );
}

function TotalCells({ report, against }: { report: CostsReport; against: Against | null }) {
  const { about, groups, totals, againstPlan, againstCompared } = report;
  const { from, to, groupBy } = about.view;
  const rows = rowsOf(report, { from, to });
  // full days alone: a part of a day is no less than a whole one
  const heldAgainst = against?.name === "Plan" ? againstPlan?.planMicros : againstCompared?.comparedMicros;
  const held = against?.name === "Plan" ? againstPlan : againstCompared;
  return (
    <tr className="h-8 border-t border-line-strong font-semibold">
      <Td className="whitespace-nowrap">All, {formatDays(from, to).replace(` ${to.slice(0, 4)}`, "")}</Td>
      <Td numeric>
        {number.format(totals.activeUsers)} <span className="font-normal text-ink-3">distinct</span>
      </Td>
      <Td numeric>{number.format(totals.requests)}</Td>
      {groups.map((group, at) => (
        <Td key={group} numeric>
          <ToRows href={rows(groupFilter(groupBy, groups, at))}>
            {formatCell(totals.byGroup[at] ?? "0")}
          </ToRows>
        </Td>
      ))}
      <Td numeric>
        <ToRows href={rows()}>{formatCell(totals.micros)}</ToRows>
      </Td>
      {against && (
        <>
          <Td numeric className="text-ink-3">
            {against.total === null ? "" : formatCell(against.total)}
          </Td>
          <Difference micros={held?.micros ?? "0"} against={heldAgainst ?? null} open={false} />
        </>
      )}
      <Unpriced count={waiting(totals)} rows={rows} />
    </tr>
  );
}

/** A row a day: what the rows, the total and the file say is the same to the millionth. */
export function DayTable({ report, mayExport }: { report: CostsReport; mayExport: boolean }) {
  const { about, groups, rows } = report;
  const against = toAgainst(report);
  return (
    <Card id="days" className="scroll-mt-18 print:break-before-page">
      <CardHead
        title="Day by day"
        hint={`${about.currency} · rows, total and export agree · ${about.timeZone}`}
      >
        {mayExport && (
          <Button kind="quiet" size="small" asChild>
            <a href={toExportUrl(about)} download>
              <Download aria-hidden strokeWidth={1.5} />
              CSV
            </a>
          </Button>
        )}
      </CardHead>
      <Table label="Spend day by day" rows="plain">
        <thead>
          <tr>
            <Th>Day</Th>
            <Th numeric>Users</Th>
            <Th numeric>Requests</Th>
            {groups.map((group, at) => (
              <Th key={group} numeric>
                <i
                  aria-hidden
                  className="mr-1.5 inline-block size-2.5 translate-y-px rounded-[3px]"
                  style={{ background: group === "other" ? colours[3] : colours[at] }}
                />
                <span className="inline-block max-w-40 truncate align-bottom">{group}</span>
              </Th>
            ))}
            <Th numeric>Spend</Th>
            {against && (
              <>
                <Th numeric>{against.name}</Th>
                <Th numeric>{against.name === "Plan" ? "To plan, full days" : "Difference, full days"}</Th>
                <Th numeric>%</Th>
              </>
            )}
            <Th numeric>Unpriced</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, nth) => (
            <DayRowCells key={row.day} report={report} row={row} nth={nth} against={against} />
          ))}
        </tbody>
        <tfoot>
          <TotalCells report={report} against={against} />
        </tfoot>
      </Table>
      {!mayExport && (
        <p className="border-t border-line px-4 py-2 text-meta text-ink-3">
          Finance leads, executives and administrators export these rows.
        </p>
      )}
    </Card>
  );
}
