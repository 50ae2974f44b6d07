"use client";

import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { useFormAction } from "@/components/ui/use-form-action";
import { formatMicros } from "@/lib/kernel/money";
import type { ShownInvoiceLine } from "@/lib/usage";
import { removeInvoiceAction } from "@/lib/usage/actions";

function Remove({ provider, invoice }: { provider: string; invoice: string }) {
  const { state, pending, form } = useFormAction(removeInvoiceAction, null);
  return (
    <form {...form}>
      <input type="hidden" name="provider" value={provider} />
      <input type="hidden" name="invoice" value={invoice} />
      <SubmitButton
        size="small"
        pending={pending}
        pendingLabel="Removing…"
        aria-label={`Remove invoice ${invoice} by ${provider} with all its lines`}
      >
        Remove invoice
      </SubmitButton>
      {state?.ok === false && (
        <Note look="red" alert className="mt-2">
          {state.detail}
        </Note>
      )}
    </form>
  );
}

type Props = { period: string; lines: ShownInvoiceLine[]; isCut: boolean; mayWrite: boolean };

/** The lines of a month's invoices, each in its own currency. */
export function InvoiceLines({ period, lines, isCut, mayWrite }: Props) {
  if (lines.length === 0) return null;
  const first = new Set<string>();
  return (
    <div className="-mx-4 max-h-120 min-w-0 overflow-y-auto">
      <Table label={`Lines of invoices of ${period}`} rows="plain">
        <thead>
          <tr>
            <Th>Provider</Th>
            <Th>Invoice, line</Th>
            <Th>What for</Th>
            <Th numeric>Amount</Th>
            <Th>Added by</Th>
            {mayWrite && (
              <Th>
                <span className="sr-only">Remove</span>
              </Th>
            )}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ provider, invoice, line, model, description, amountMicros, currency, addedBy }) => {
            const owner = JSON.stringify([provider.toLowerCase(), invoice]);
            const isFirst = !first.has(owner);
            first.add(owner);
            return (
              <Tr key={JSON.stringify([owner, line])}>
                <Td className="font-medium">{provider}</Td>
                <Td className="wrap-anywhere">
                  {invoice}, {line}
                </Td>
                <Td className="text-ink-2">{[model, description].filter(Boolean).join(": ") || "–"}</Td>
                <Td numeric>
                  {currency} {formatMicros(amountMicros)}
                </Td>
                <Td className="text-ink-2">{addedBy}</Td>
                {mayWrite && <Td>{isFirst && <Remove provider={provider} invoice={invoice} />}</Td>}
              </Tr>
            );
          })}
        </tbody>
        {isCut && (
          <tfoot>
            <Tr>
              <Td colSpan={mayWrite ? 6 : 5} className="text-meta text-ink-3">
                The newest hundred; GET /api/v1/invoices has them all.
              </Td>
            </Tr>
          </tfoot>
        )}
      </Table>
    </div>
  );
}
