"use client";

import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { type Annotation, MOST_LETTERS } from "@/lib/costs";
import { saveAnnotationAction } from "@/lib/costs/actions";
import { toLocalInput } from "@/lib/kernel/local-time";

type Props = {
  edited: Annotation | null;
  campaigns: { key: string; name: string }[];
  back: string;
  zone: string;
  now: string;
};

/** What happened, when, and what it is about; leads back to the chart when it stands. */
export function AnnotationForm({ edited, campaigns, back, zone, now }: Props) {
  const { state, pending, form } = useFormAction(saveAnnotationAction, null);
  const errors = state?.errors ?? {};
  const typed = (name: string, otherwise: string) => state?.values[name] ?? otherwise;
  const clock = (at: string | null | undefined) => (at ? toLocalInput(at, zone) : "");
  return (
    <form {...form} className="grid gap-3" noValidate>
      {state && (
        <Note look="red" alert>
          {state.detail}
        </Note>
      )}
      <input type="hidden" name="timeZone" value={zone} />
      <input type="hidden" name="back" value={back} />
      {edited && <input type="hidden" name="id" value={edited.id} />}
      <Field label="What happened" hint={`At most ${MOST_LETTERS} letters`} error={errors.text}>
        {(control) => (
          <Textarea
            {...control}
            name="text"
            rows={2}
            maxLength={MOST_LETTERS}
            defaultValue={typed("text", edited?.text ?? "")}
          />
        )}
      </Field>
      <div className="grid gap-3 sm:grid-cols-3">
        <Field label="When" hint={`${zone}; before or after the fact`} error={errors.from}>
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              name="from"
              defaultValue={typed("from", clock(edited?.from ?? now))}
            />
          )}
        </Field>
        <Field label="Until, if it lasted" error={errors.to}>
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              name="to"
              defaultValue={typed("to", clock(edited?.to))}
            />
          )}
        </Field>
        <Field label="Campaign, if it is about one" hint="Its key" error={errors.campaign}>
          {(control) => (
            <Input
              {...control}
              name="campaign"
              list="annotation-campaigns"
              autoComplete="off"
              spellCheck={false}
              defaultValue={typed("campaign", edited?.campaign ?? "")}
            />
          )}
        </Field>
        <datalist id="annotation-campaigns">
          {campaigns.map(({ key, name }) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </datalist>
      </div>
      <div className="flex flex-wrap gap-2">
        <SubmitButton kind="primary" pending={pending} pendingLabel="Writing…">
          {edited ? "Save the note" : "Add the note"}
        </SubmitButton>
        {edited && (
          <Button asChild>
            <Link href="/annotations">Leave it</Link>
          </Button>
        )}
      </div>
    </form>
  );
}
