"use client";

import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { bulkCampaignsAction } from "@/lib/campaigns/actions";
import { CAMPAIGN_SELECTION } from "./campaign-tick";

const boxes = () => [
  ...document.querySelectorAll<HTMLInputElement>(`input[form="${CAMPAIGN_SELECTION}"][name="campaign"]`),
];

/** The same for all campaigns that are ticked. A plain form: it works without JavaScript. */
export function BulkForm({ mayWrite }: { mayWrite: boolean }) {
  const { state, pending, form } = useFormAction(bulkCampaignsAction, null);
  const [act, setAct] = useState<string | null>(null);

  // what a form needs for an act is shown for that act alone where a script can tell
  useEffect(() => setAct("pause"), []);

  function tickAll() {
    const all = boxes();
    const tick = all.some(({ checked }) => !checked);
    for (const box of all) box.checked = tick;
  }

  const needsTag = act === null || act === "tag" || act === "untag";
  const needsSure = act === null || act === "end" || act === "archive";
  return (
    <form
      id={CAMPAIGN_SELECTION}
      {...form}
      aria-label="Ticked campaigns"
      className="flex flex-wrap items-center gap-2 border-t border-line px-4 py-2"
    >
      {act !== null && (
        <Button size="small" onClick={tickAll}>
          Tick all on this page
        </Button>
      )}
      <Select
        size="small"
        name="act"
        aria-label="What to do with the ticked campaigns"
        onChange={({ target }) => setAct(target.value)}
      >
        <option value="pause">Pause the ticked</option>
        {mayWrite && (
          <>
            <option value="tag">Add a tag to the ticked</option>
            <option value="untag">Take a tag off the ticked</option>
            <option value="end">End the ticked</option>
            <option value="archive">Archive the ticked</option>
          </>
        )}
      </Select>
      {mayWrite && needsTag && (
        <Input
          size="small"
          name="tag"
          aria-label="Tag"
          placeholder="Tag"
          autoComplete="off"
          maxLength={40}
          className="w-36"
        />
      )}
      {mayWrite && needsSure && (
        <label className="flex items-center gap-2 text-meta">
          <input type="checkbox" name="sure" value="yes" className="size-4 accent-accent" />
          For good, I am sure
        </label>
      )}
      <SubmitButton size="small" pending={pending} pendingLabel="Doing it…">
        Do it
      </SubmitButton>
      {state?.detail && (
        <Note look="red" alert className="w-full">
          {state.detail}
        </Note>
      )}
      <div aria-live="polite" className="w-full empty:hidden">
        {state?.done && (
          <Note>
            {state.done}
            {state.refused && state.refused.length > 0 && (
              <ul className="mt-1 grid gap-0.5">
                {state.refused.map(({ key, why }) => (
                  <li key={key}>
                    <span className="font-mono">{key}</span>: {why}
                  </li>
                ))}
              </ul>
            )}
          </Note>
        )}
      </div>
    </form>
  );
}
