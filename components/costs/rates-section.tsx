import type { ReactNode } from "react";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { formatDay } from "@/lib/costs";
import type { ExchangeRate } from "@/lib/usage";

const LATEST = 5;

/** Files bring hundreds: of each currency the latest are looked at. The rates come by currency, the latest first. */
function latestOf(rates: ExchangeRate[]): ExchangeRate[] {
  const seen = new Map<string, number>();
  return rates.filter(({ currency }) => {
    const nth = seen.get(currency) ?? 0;
    seen.set(currency, nth + 1);
    return nth < LATEST;
  });
}

/** Rates into the reporting currency: of costs that come in another one, and of discounts. */
export function RatesSection({ rates, children }: { rates: ExchangeRate[]; children: ReactNode }) {
  const shown = latestOf(rates);
  return (
    <Card id="rates" className="scroll-mt-18 print:hidden">
      <CardHead title="Exchange rates" hint="from the start of a day in UTC until a later one" />
      {rates.length === 0 ? (
        <p className="px-4 pb-4 text-pretty text-ink-2">
          None yet. Costs and discounts in another currency wait for one; nothing is converted by guesswork.
        </p>
      ) : (
        <div className="max-h-80 overflow-y-auto">
          <Table label="Exchange rates" rows="plain">
            <thead>
              <tr>
                <Th>One</Th>
                <Th numeric>is</Th>
                <Th>From</Th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ currency, into, rate, effectiveFrom }) => (
                <Tr key={`${currency} ${effectiveFrom}`}>
                  <Td className="font-medium">{currency}</Td>
                  <Td numeric>
                    {rate} {into}
                  </Td>
                  <Td className="text-ink-2">
                    {formatDay(effectiveFrom)} {effectiveFrom.slice(0, 4)}
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        </div>
      )}
      {shown.length < rates.length && (
        <p className="border-t border-line px-4 py-2 text-meta text-ink-3">
          The latest five of each currency. All {new Intl.NumberFormat("en").format(rates.length)}:{" "}
          <span className="font-mono">GET /api/v1/exchange-rates</span>
        </p>
      )}
      <CardBody className="border-t border-line pt-4">{children}</CardBody>
    </Card>
  );
}
