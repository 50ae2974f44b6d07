import { Note } from "@/components/ui/note";
import { Pill } from "@/components/ui/pill";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { formatMicros } from "@/lib/kernel/money";
import type { Reconciliation, ReconciliationRow } from "@/lib/usage";

const number = new Intl.NumberFormat("en");
const percents = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const signOf = (value: number | bigint) => (value > 0 ? "+" : value < 0 ? "−" : "");
const signed = (micros: string) => {
  const value = BigInt(micros);
  return `${value > 0n ? "+" : ""}${formatMicros(value)}`;
};

const missing = <span className="text-ink-3">–</span>;

/** What the money of a row is, or why there is none. */
function Invoiced({ lines, invoicedMicros, unconverted }: Reconciliation["totals"]) {
  if (lines === 0) return missing;
  if (invoicedMicros !== null) return formatMicros(invoicedMicros);
  return (
    <span className="text-amber">
      {unconverted
        .map(({ currency, amountMicros }) => `${currency} ${formatMicros(amountMicros)}`)
        .join(", ")}{" "}
      without a rate
    </span>
  );
}

function State({ state }: { state: ReconciliationRow["state"] }) {
  if (state === "both") return <Pill sign="dot">Both</Pill>;
  return (
    <Pill look="amber" sign="ring">
      {state === "uninvoiced" ? "Not invoiced" : "Not metered"}
    </Pill>
  );
}

function Figures({ row }: { row: Reconciliation["totals"] }) {
  const { meteredMicros, differenceMicros, differencePercent, unpricedRequests } = row;
  return (
    <>
      <Td numeric>
        {formatMicros(meteredMicros)}
        {unpricedRequests > 0 && (
          <span className="block text-meta text-amber">{number.format(unpricedRequests)} unpriced</span>
        )}
      </Td>
      <Td numeric>
        <Invoiced {...row} />
      </Td>
      <Td numeric>{differenceMicros === null ? missing : signed(differenceMicros)}</Td>
      <Td numeric>
        {differencePercent === null
          ? missing
          : `${signOf(differencePercent)}${percents.format(Math.abs(differencePercent))} %`}
      </Td>
    </>
  );
}

const modelWords = ({ model, covers }: ReconciliationRow) =>
  model ?? (covers === "rest" ? "Its other models" : "All models");

/** What was metered beside what was invoiced, and how far they are apart. */
export function ReconciliationTable({ reconciliation }: { reconciliation: Reconciliation }) {
  const { period, rows, totals, currency, ratesOf, status, linesAfterClosing } = reconciliation;
  if (rows.length === 0) return <p className="text-ink-2">Nothing was metered or invoiced for {period}.</p>;
  const isConverted = totals.lines > 0;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      {linesAfterClosing > 0 && (
        <Note look="amber">
          {number.format(linesAfterClosing)} {linesAfterClosing === 1 ? "line" : "lines"} came after {period}{" "}
          was closed. The month keeps what it showed; reopen it to count them.
        </Note>
      )}
      <div className="-mx-4 min-w-0">
        <Table label={`Metered and invoiced in ${period}`} rows="plain">
          <thead>
            <tr>
              <Th>Provider</Th>
              <Th>Model</Th>
              <Th>State</Th>
              <Th numeric>Metered, {currency}</Th>
              <Th numeric>Invoiced, {currency}</Th>
              <Th numeric>Difference</Th>
              <Th numeric>Of metered</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Tr key={JSON.stringify([row.provider, row.model, row.covers])}>
                <Td className="font-medium">
                  {row.provider ?? <span className="font-normal text-ink-2">No provider named</span>}
                </Td>
                <Td className={row.model ? "" : "text-ink-2"}>{modelWords(row)}</Td>
                <Td>
                  <State state={row.state} />
                </Td>
                <Figures row={row} />
              </Tr>
            ))}
          </tbody>
          <tfoot>
            <Tr className="font-semibold">
              <Td colSpan={3}>Total of {period}</Td>
              <Figures row={totals} />
            </Tr>
          </tfoot>
        </Table>
      </div>
      <p className="text-meta text-ink-3">
        {status === "closed" ? "As it stood when the month was closed. " : ""}
        {isConverted ? `Other currencies at the rates of ${ratesOf}.` : "No invoice of this month yet."}
      </p>
    </div>
  );
}
