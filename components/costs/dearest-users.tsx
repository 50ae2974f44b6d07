"use client";

import { Download } from "lucide-react";
import { fileName, saveFile } from "@/components/charts/download";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { formatCell, type UserDistribution } from "@/lib/costs";
import { toCsv } from "@/lib/kernel/csv";
import { plainMicros } from "@/lib/kernel/money";
import { formatPercent } from "@/lib/kernel/text";

const TITLE = "Users that cost most";
const number = new Intl.NumberFormat("en");

type Props = {
  figures: NonNullable<UserDistribution["figures"]>;
  /** The rows of a user. */
  to: (subject: string) => string;
  currency: string;
};

/** The dearest users of these days, each with the way to the rows it is made of. */
export function DearestUsers({ figures, to, currency }: Props) {
  const { dearest, usersMicros } = figures;
  function save() {
    const rows = dearest.map(({ subject, costMicros, requests }) => [
      subject,
      plainMicros(costMicros),
      currency,
      requests,
    ]);
    const text = toCsv(["user", "cost", "currency", "requests"], rows);
    saveFile(`${fileName(TITLE)}.csv`, new Blob([text], { type: "text/csv;charset=utf-8" }));
  }
  return (
    <Card>
      <CardHead title={TITLE} hint="each name leads to the rows of the ledger">
        <Button kind="quiet" size="small" onClick={save}>
          <Download aria-hidden strokeWidth={1.5} />
          CSV
        </Button>
      </CardHead>
      <Table label={TITLE} rows="plain">
        <thead>
          <tr>
            <Th>User</Th>
            <Th numeric>Requests</Th>
            <Th numeric>Cost, {currency}</Th>
            <Th numeric>Of all users' cost</Th>
          </tr>
        </thead>
        <tbody>
          {dearest.map(({ subject, costMicros, requests }) => (
            <Tr key={subject}>
              <Td className="max-w-64 truncate">
                <TextLink href={to(subject)} prefetch={false}>
                  {subject}
                </TextLink>
              </Td>
              <Td numeric>{number.format(requests)}</Td>
              <Td numeric className="font-medium">
                {formatCell(costMicros)}
              </Td>
              <Td numeric>
                {formatPercent(usersMicros === "0" ? 0 : Number(costMicros) / Number(usersMicros))}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}
