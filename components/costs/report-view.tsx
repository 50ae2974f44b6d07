import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { ReportContent } from "@/lib/costs";

/** The report as it goes out, on one page that prints. */
export function ReportView({ content, path }: { content: ReportContent; path: string }) {
  return (
    <div className="grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-4">
      <p className="flex flex-wrap gap-x-3 text-ink-2">
        <span>{content.about}</span>
        <TextLink href={path} className="print:hidden">
          The same days, live
        </TextLink>
      </p>
      <dl className="grid gap-4 sm:grid-cols-2">
        {content.figures.map(({ label, value, detail }) => (
          <div key={label} className="rounded-card border border-line bg-surface px-4 py-3">
            <dt className="text-meta text-ink-2">{label}</dt>
            <dd className="text-section font-semibold tabular-nums">{value}</dd>
            <dd className="text-meta text-pretty text-ink-3">{detail}</dd>
          </div>
        ))}
      </dl>
      <Card>
        <CardHead title="Anomalies" />
        <CardBody>
          <ul className="grid gap-1">
            {content.anomalies.map((line) => (
              <li key={line} className="text-pretty">
                {line}
              </li>
            ))}
          </ul>
        </CardBody>
      </Card>
      {content.parts.map(({ title, head, rows }) => (
        <Card key={title} className="break-inside-avoid">
          <CardHead title={title} />
          <Table label={title} rows="plain">
            <thead>
              <tr>
                {head.map((name, nth) => (
                  <Th key={name} numeric={nth > 0}>
                    {name}
                  </Th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((cells) => (
                <Tr key={cells[0]}>
                  {cells.map((cell, nth) => (
                    <Td key={head[nth]} numeric={nth > 0}>
                      {cell}
                    </Td>
                  ))}
                </Tr>
              ))}
            </tbody>
          </Table>
        </Card>
      ))}
      {content.notes.map((note) => (
        <p key={note} className="text-ink-2">
          {note}
        </p>
      ))}
    </div>
  );
}
