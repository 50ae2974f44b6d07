import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Instant } from "@/components/ui/instant";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { hindranceWords, type KeptRows } from "@/lib/usage";
import { KeptRowsForm } from "./kept-rows-form";

type Props = { kept: KeptRows; isSaved: boolean; zone: string; thisYear: number };

const number = new Intl.NumberFormat("en");

/** How long single requests are kept, which months went, and what keeps an old one. */
export function KeptRowsSection({ kept, isSaved, ...clock }: Props) {
  const { months, dropped, waiting } = kept;
  return (
    <Card id="ledger-rows" className="scroll-mt-18">
      <CardHead title="Rows of the ledger" hint="sums, users and every report stay as they are" />
      <CardBody className="grid gap-4">
        <KeptRowsForm key={months} months={months} isSaved={isSaved} />
        {waiting.length > 0 && (
          <div className="grid gap-1">
            <h3 className="font-semibold">Old enough, and kept all the same</h3>
            <ul className="grid gap-0.5 text-ink-2">
              {waiting.map(({ month, hindrance }) => (
                <li key={month}>
                  <span className="tabular-nums">{month}</span>: {hindranceWords[hindrance]}.
                </li>
              ))}
            </ul>
          </div>
        )}
      </CardBody>
      {dropped.length > 0 && (
        <Table label="Months without their rows">
          <thead>
            <tr>
              <Th>Month, UTC</Th>
              <Th>Dropped</Th>
              <Th numeric>Rows dropped</Th>
              <Th numeric>Corrections kept</Th>
            </tr>
          </thead>
          <tbody>
            {dropped.map(({ month, rows, keptRows, droppedAt }) => (
              <Tr key={month}>
                <Td>{month}</Td>
                <Td>
                  <Instant at={droppedAt} {...clock} />
                </Td>
                <Td numeric>{number.format(rows)}</Td>
                <Td numeric>{number.format(keptRows)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}
