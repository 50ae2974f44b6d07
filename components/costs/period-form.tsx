"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { formatMicros } from "@/lib/kernel/money";
import type { Period } from "@/lib/usage";
import { closePeriodAction, reopenPeriodAction } from "@/lib/usage/actions";

type Props = { period: Period; mayClose: boolean; mayReopen: boolean };

/** Closes the month that is looked at, or opens it again; says who may when the reader may not. */
export function PeriodForm({ period, mayClose, mayReopen }: Props) {
  if (period.status === "open" && !period.isOver)
    return (
      <p className="text-meta text-ink-3">{period.period} is running. It can be closed when it is over.</p>
    );
  if (period.status === "closed")
    return mayReopen ? (
      <ReopenForm period={period} />
    ) : (
      <p className="text-meta text-ink-3">
        {period.period} is closed{period.reason ? `: ${period.reason}` : ""}. Administrators reopen it.
      </p>
    );
  return mayClose ? (
    <CloseForm period={period} />
  ) : (
    <p className="text-meta text-ink-3">Finance leads and administrators close it.</p>
  );
}

function Reason({ error, typed }: { error: string | undefined; typed: string | undefined }) {
  return (
    <Field label="Reason, for the audit" hint="May stay empty" error={error} className="min-w-60 flex-1">
      {(control) => (
        <Input {...control} name="reason" maxLength={500} autoComplete="off" defaultValue={typed ?? ""} />
      )}
    </Field>
  );
}

function hintOf({ invoiced, currency }: Period): string {
  if (!invoiced) return "Empty: no invoice yet";
  if (invoiced.costMicros === null) return "Some lines of invoices have no exchange rate yet";
  return `Empty: the lines of invoices, ${currency} ${formatMicros(invoiced.costMicros)}`;
}

function CloseForm({ period }: { period: Period }) {
  const { state, pending, form } = useFormAction(closePeriodAction, null);
  const refused = state && !state.ok ? state : null;
  return (
    <form {...form} className="grid gap-3" noValidate>
      <h3 className="font-semibold">Close {period.period}</h3>
      {period.totals.unpricedRequests > 0 && (
        <Note look="amber">
          {period.totals.unpricedRequests} requests have no price. Closed now they stay unpriced in this
          month; a later price is booked as a correction in the first open one.
        </Note>
      )}
      {refused && (
        <Note look="red" alert>
          {refused.detail}
        </Note>
      )}
      <input type="hidden" name="period" value={period.period} />
      <input type="hidden" name="currency" value={period.currency} />
      <div className="flex flex-wrap items-start gap-3">
        <Field
          label="What the provider charges"
          hint={hintOf(period)}
          error={refused?.errors["given.invoice.amount"] ?? refused?.errors["given.invoice"]}
        >
          {(control) => (
            <Input
              {...control}
              name="invoice"
              inputMode="decimal"
              autoComplete="off"
              lead={period.currency}
              defaultValue={refused?.values.invoice ?? ""}
            />
          )}
        </Field>
        <Reason error={refused?.errors["given.reason"]} typed={refused?.values.reason} />
      </div>
      <div>
        <SubmitButton pending={pending} pendingLabel="Closing…">
          Close {period.period}
        </SubmitButton>
      </div>
    </form>
  );
}

function ReopenForm({ period }: { period: Period }) {
  const { state, pending, form } = useFormAction(reopenPeriodAction, null);
  const refused = state && !state.ok ? state : null;
  return (
    <form {...form} className="grid gap-3" noValidate>
      <h3 className="font-semibold">Reopen {period.period}</h3>
      <p className="text-meta text-ink-3">
        What arrives for it counts in it again. Corrections that were booked meanwhile stay where they are.
      </p>
      {refused && (
        <Note look="red" alert>
          {refused.detail}
        </Note>
      )}
      <input type="hidden" name="period" value={period.period} />
      <div className="flex max-w-160 flex-wrap gap-3">
        <Reason error={refused?.errors["given.reason"]} typed={refused?.values.reason} />
      </div>
      <div>
        <SubmitButton kind="harm" pending={pending} pendingLabel="Reopening…">
          Reopen {period.period}
        </SubmitButton>
      </div>
    </form>
  );
}
