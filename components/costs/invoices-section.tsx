import { Card, CardBody, CardHead } from "@/components/ui/card";
import { SegmentedLinks } from "@/components/ui/segmented";
import type { Reconciliation, ShownInvoiceLine } from "@/lib/usage";
import { InvoiceForm } from "./invoice-form";
import { InvoiceLines } from "./invoice-lines";
import { ReconciliationTable } from "./reconciliation-table";

type Props = {
  /** Months to choose from, the newest first. */
  periods: string[];
  reconciliation: Reconciliation;
  lines: ShownInvoiceLine[];
  isCut: boolean;
  mayWrite: boolean;
};

/** What providers charge for a month, beside what was metered. */
export function InvoicesSection({ periods, reconciliation, lines, isCut, mayWrite }: Props) {
  const { period } = reconciliation;
  return (
    <Card id="invoices" className="scroll-mt-18">
      <CardHead
        title="Invoices of providers"
        hint="invoiced minus metered; the same file again adds nothing"
      />
      <CardBody className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {mayWrite ? (
          <InvoiceForm />
        ) : (
          <p className="text-meta text-ink-3">Finance leads and administrators add invoices.</p>
        )}
        <div>
          <SegmentedLinks
            label="Month"
            items={periods.map((one) => ({
              href: `/costs/imports?period=${one}#invoices`,
              label: one,
              current: one === period,
            }))}
          />
        </div>
        <ReconciliationTable reconciliation={reconciliation} />
        <InvoiceLines period={period} lines={lines} isCut={isCut} mayWrite={mayWrite} />
      </CardBody>
    </Card>
  );
}
