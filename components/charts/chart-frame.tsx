"use client";

import { MessageSquarePlus, Table2 } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { type FigureCsv, SaveFigure } from "./save-figure";

export type FigureTable = {
  head: string[];
  /** Whether the last column has words, not figures. */
  endsInWords?: boolean;
  /** The first cell names the bucket; null is missing. `links`: where what a cell sums is told. */
  rows: { key: string; isCurrent: boolean; cells: (string | null)[]; links?: (string | undefined)[] }[];
  total?: (string | null)[];
  /** What the file has. */
  csv: FigureCsv;
};

function DataTable({ title, table }: { title: string; table: FigureTable }) {
  const isWords = (index: number) => Boolean(table.endsInWords) && index === table.head.length - 1;
  const isNumeric = (index: number) => index > 0 && !isWords(index);
  return (
    <Table label={`${title}, as a table`} rows="plain">
      <thead>
        <tr>
          {table.head.map((name, index) => (
            <Th key={name} numeric={isNumeric(index)}>
              {name}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map(({ key, isCurrent, cells, links }) => (
          <Tr key={key} className={isCurrent ? "text-ink-2" : undefined}>
            {cells.map((cell, index) => (
              <Td
                key={table.head[index]}
                numeric={isNumeric(index)}
                className={isWords(index) ? "min-w-64" : "whitespace-nowrap"}
              >
                {cell !== null && links?.[index] ? (
                  <TextLink
                    href={links[index]}
                    prefetch={false}
                    className="text-inherit no-underline hover:underline"
                  >
                    {cell}
                  </TextLink>
                ) : (
                  (cell ?? <span className="text-ink-3">missing</span>)
                )}
                {index === 0 && isCurrent && " so far"}
              </Td>
            ))}
          </Tr>
        ))}
      </tbody>
      {table.total && (
        <tfoot>
          <tr className="h-8 border-t border-line-strong font-semibold">
            {table.total.map((cell, index) => (
              <Td key={table.head[index]} numeric={index > 0}>
                {cell}
              </Td>
            ))}
          </tr>
        </tfoot>
      )}
    </Table>
  );
}

type Props = {
  title: string;
  hint?: ReactNode;
  /** Made when somebody looks at it or saves it: a row for each bucket is much to make at each drawing. */
  table: () => FigureTable;
  /** Where one writes what happened; without it nothing can be noted here. */
  noteHref?: string | undefined;
  /** The picture. It is not there without JavaScript. */
  children: ReactNode;
};

/** What every chart has: its title, its table, its CSV and its PNG. Without JavaScript the table stands alone. */
export function ChartFrame({ title, hint, table, noteHref, children }: Props) {
  const [isTable, setTable] = useState(false);
  const picture = useRef<HTMLDivElement>(null);

  return (
    <Card>
      <div ref={picture} className="rounded-card bg-surface print:break-inside-avoid">
        <CardHead title={title} hint={hint}>
          {noteHref !== undefined && (
            <Button kind="quiet" size="small" asChild>
              <Link data-png="skip" href={noteHref} prefetch={false}>
                <MessageSquarePlus aria-hidden strokeWidth={1.5} />
                Add a note
              </Link>
            </Button>
          )}
          <div data-png="skip" className="flex gap-1 scripted-off:hidden">
            <Button kind="quiet" size="small" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
              <Table2 aria-hidden strokeWidth={1.5} />
              Table
            </Button>
            <SaveFigure title={title} csv={() => table().csv} picture={picture} />
          </div>
        </CardHead>
        <div className="px-4 pb-3 scripted-off:hidden">{children}</div>
      </div>
      <noscript>
        <div className="border-t border-line">
          <DataTable title={title} table={table()} />
        </div>
      </noscript>
      {isTable && (
        <div data-png="skip" className="border-t border-line">
          <DataTable title={title} table={table()} />
        </div>
      )}
    </Card>
  );
}
