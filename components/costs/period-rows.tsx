import { Table, Td, Th, Tr } from "@/components/ui/table";
import { formatMicros } from "@/lib/kernel/money";
import type { Period } from "@/lib/usage";

const number = new Intl.NumberFormat("en");

/** What a month is made of, to the millionth, and the total that is their sum. */
export function PeriodRows({ period: { period, rows = [], totals, currency } }: { period: Period }) {
  return (
    <div className="grid gap-2">
      <h3 className="font-semibold">The rows of {period}</h3>
      {rows.length === 0 ? (
        <p className="text-ink-2">Nothing was used in this month.</p>
      ) : (
        <div className="max-h-120 overflow-y-auto">
          <Table label={`The rows of ${period}`} rows="plain">
            <thead>
              <tr>
                <Th>Source</Th>
                <Th>Model</Th>
                <Th>Provider, region</Th>
                <Th>Campaign</Th>
                <Th numeric>Requests</Th>
                <Th numeric>Input</Th>
                <Th numeric>Output</Th>
                <Th numeric>Cost, {currency}</Th>
                <Th numeric>Unpriced</Th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Tr key={JSON.stringify([row.source, row.model, row.provider, row.region, row.campaign])}>
                  <Td>{row.source}</Td>
                  <Td className="font-medium">{row.model}</Td>
                  <Td className="text-ink-2">
                    {[row.provider, row.region].filter(Boolean).join(", ") || "–"}
                  </Td>
                  <Td className="text-ink-2">{row.campaign ?? "–"}</Td>
                  <Td numeric>{number.format(row.requests)}</Td>
                  <Td numeric>{number.format(row.inputTokens)}</Td>
                  <Td numeric>{number.format(row.outputTokens)}</Td>
                  <Td numeric>{formatMicros(row.costMicros, 6)}</Td>
                  <Td numeric>{number.format(row.unpricedRequests)}</Td>
                </Tr>
              ))}
            </tbody>
            <tfoot>
              <Tr className="font-semibold">
                <Td colSpan={4}>Total of {number.format(rows.length)} rows</Td>
                <Td numeric>{number.format(totals.requests)}</Td>
                <Td numeric>{number.format(totals.inputTokens)}</Td>
                <Td numeric>{number.format(totals.outputTokens)}</Td>
                <Td numeric>{formatMicros(totals.costMicros, 6)}</Td>
                <Td numeric>{number.format(totals.unpricedRequests)}</Td>
              </Tr>
            </tfoot>
          </Table>
        </div>
      )}
    </div>
  );
}
