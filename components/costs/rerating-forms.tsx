"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { approveReratingAction, proposeReratingAction, withdrawReratingAction } from "@/lib/usage/actions";

function Refusal({ state }: { state: { ok: boolean; detail?: string } | null }) {
  if (!state || state.ok) return null;
  return (
    <Note look="red" alert>
      {state.detail}
    </Note>
  );
}

export function ProposeRerating({ period }: { period: string }) {
  const { state, pending, form } = useFormAction(proposeReratingAction, null);
  return (
    <form {...form} className="grid max-w-160 gap-3" noValidate>
      <Refusal state={state} />
      <input type="hidden" name="period" value={period} />
      <Field label="Why it is priced again" hint="For the audit; may stay empty">
        {(control) => <Input {...control} name="reason" maxLength={500} autoComplete="off" />}
      </Field>
      <div>
        <SubmitButton pending={pending} pendingLabel="Counting…">
          Count what would change
        </SubmitButton>
      </div>
    </form>
  );
}

/** The second person approves; whoever proposed it can only take it back. */
export function ReviewRerating({ id, isOwn }: { id: number; isOwn: boolean }) {
  const approve = useFormAction(approveReratingAction, null);
  const withdraw = useFormAction(withdrawReratingAction, null);
  return (
    <div className="grid gap-3">
      <Refusal state={approve.state} />
      <Refusal state={withdraw.state} />
      <div className="flex flex-wrap items-center gap-3">
        {isOwn ? (
          <p className="text-meta text-ink-3">You proposed it: somebody else must approve it.</p>
        ) : (
          <form {...approve.form}>
            <input type="hidden" name="id" value={id} />
            <SubmitButton kind="harm" pending={approve.pending} pendingLabel="Pricing again…">
              Approve and book it
            </SubmitButton>
          </form>
        )}
        <form {...withdraw.form}>
          <input type="hidden" name="id" value={id} />
          <SubmitButton kind="quiet" pending={withdraw.pending} pendingLabel="Withdrawing…">
            Withdraw
          </SubmitButton>
        </form>
      </div>
    </div>
  );
}
