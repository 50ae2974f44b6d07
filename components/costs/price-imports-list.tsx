import { Card, CardHead } from "@/components/ui/card";
import { Instant } from "@/components/ui/instant";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import type { PriceImport } from "@/lib/usage";

const number = new Intl.NumberFormat("en");

/** The price maps that were applied, the newest first. */
export function PriceImportsList({
  imports,
  zone,
  thisYear,
}: {
  imports: PriceImport[];
  zone: string;
  thisYear: number;
}) {
  if (imports.length === 0) return null;
  const clock = { zone, thisYear };
  return (
    <Card>
      <CardHead title="Applied before" hint="the last twenty" />
      <Table label="Price maps that were applied" rows="plain">
        <thead>
          <tr>
            <Th>Applied</Th>
            <Th>By</Th>
            <Th numeric>Prices</Th>
            <Th>Hold from</Th>
            <Th>File, SHA-256</Th>
          </tr>
        </thead>
        <tbody>
          {imports.map(({ id, appliedAt, appliedBy, appliedPrices, effectiveFrom, fileSha256 }) => (
            <Tr key={id}>
              <Td>{appliedAt && <Instant at={appliedAt} {...clock} />}</Td>
              <Td>{appliedBy}</Td>
              <Td numeric>{number.format(appliedPrices ?? 0)}</Td>
              <Td>
                <Instant at={effectiveFrom} {...clock} />
              </Td>
              <Td className="font-mono text-meta" title={fileSha256}>
                {fileSha256.slice(0, 8)}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}
