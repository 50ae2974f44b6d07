import type { ReactNode } from "react";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { formatDay } from "@/lib/costs";
import type { ExchangeRate } from "@/lib/usage";

/** Rates into the reporting currency: of costs that come in another one, and of discounts. */
export function RatesSection({ rates, children }: { rates: ExchangeRate[]; children: ReactNode }) {
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
              {rates.map(({ currency, into, rate, effectiveFrom }) => (
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
      <CardBody className="border-t border-line pt-4">{children}</CardBody>
    </Card>
  );
}
