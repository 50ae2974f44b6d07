"use client";

import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { revokeSelectedAction } from "@/lib/coupons/actions";

/** The boxes of the table name this form. */
export const SELECTION = "selected-coupons";

const boxes = () => [
  ...document.querySelectorAll<HTMLInputElement>(`input[form="${SELECTION}"][name="code"]`),
];

/** What may be done with the coupons that are ticked. A plain form: it works without JavaScript. */
export function RevokeSelected({ campaignKey }: { campaignKey: string }) {
  const { state, pending, form } = useFormAction(revokeSelectedAction, null);
  // known only where a script counts
  const [ticked, setTicked] = useState<number | null>(null);

  useEffect(() => {
    const count = () => setTicked(boxes().filter(({ checked }) => checked).length);
    count();
    document.addEventListener("change", count);
    return () => document.removeEventListener("change", count);
  }, []);

  function tickAll() {
    const all = boxes();
    const tick = all.some(({ checked }) => !checked);
    for (const box of all) box.checked = tick;
    setTicked(tick ? all.length : 0);
  }

  return (
    <form
      id={SELECTION}
      {...form}
      aria-label="Ticked coupons"
      className="flex flex-wrap items-center gap-2 border-t border-line px-4 py-2"
    >
      <input type="hidden" name="key" value={campaignKey} />
      {ticked !== null && (
        <Button size="small" onClick={tickAll}>
          Tick all on this page
        </Button>
      )}
      <Input
        size="small"
        name="reason"
        aria-label="Reason, for the audit"
        placeholder="Reason, for the audit"
        autoComplete="off"
        maxLength={500}
        className="w-full sm:w-60"
      />
      <SubmitButton kind="harm" size="small" pending={pending} pendingLabel="Revoking…">
        {ticked ? `Revoke ${ticked} ticked` : "Revoke the ticked"}
      </SubmitButton>
      {state && (
        <Note look="red" alert className="w-full">
          {state.errors.codes ? "Tick one coupon or more first." : state.detail}
        </Note>
      )}
    </form>
  );
}
