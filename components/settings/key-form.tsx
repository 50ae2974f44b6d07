"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import { FocusHere } from "@/components/ui/focus-here";
import { Input, Textarea } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { scopes } from "@/lib/auth";
import { type CreatedKey, scopeWords } from "@/lib/members";
import { createKeyAction } from "@/lib/members/actions";

function NewKey({ created }: { created: CreatedKey }) {
  return (
    <FocusHere key={created.id} className="rounded-control">
      <Note look="amber">
        <p>
          <b className="font-semibold">{created.name}</b>: copy the key now. It is not kept and not shown
          again.
        </p>
        <p className="mt-1 flex flex-wrap items-center gap-2">
          <code className="rounded-[4px] bg-surface px-2 py-1 font-mono wrap-anywhere text-ink">
            {created.key}
          </code>
          <CopyButton text={created.key} label="Copy the key" />
        </p>
      </Note>
    </FocusHere>
  );
}

/** A new API key; the answer shows it once. */
export function KeyForm() {
  const { state, pending, form } = useFormAction(createKeyAction, null);
  const refused = state && !state.ok ? state : null;
  return (
    <div className="grid gap-3">
      {state?.ok && <NewKey created={state.key} />}
      <form
        // a key that was made leaves an empty form behind
        key={state?.ok ? state.key.id : "new"}
        {...form}
        className="grid gap-3"
        noValidate
      >
        {refused && (
          <Note look="red" alert>
            {refused.detail}
          </Note>
        )}
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label="Name" hint="Where it is used: Chatbot, production" error={refused?.errors.name}>
            {(control) => (
              <Input
                {...control}
                name="name"
                autoComplete="off"
                maxLength={120}
                defaultValue={refused?.values.name ?? ""}
              />
            )}
          </Field>
          <Field
            label="Allowed origins, one a line"
            hint="For keys in a browser. Empty: any"
            error={refused?.errors.allowedOrigins}
          >
            {(control) => (
              <Textarea
                {...control}
                name="allowedOrigins"
                rows={2}
                placeholder="https://chat.example.com"
                defaultValue={refused?.values.allowedOrigins ?? ""}
              />
            )}
          </Field>
        </div>
        <fieldset className="grid gap-2">
          <legend className="mb-1 text-meta font-medium text-ink-2">May</legend>
          <div className="grid gap-2 md:grid-cols-2">
            {scopes.map((scope) => (
              <Checkbox
                key={scope}
                name="scopes"
                value={scope}
                label={<span className="font-mono">{scope}</span>}
                hint={scopeWords[scope]}
                defaultChecked={refused?.scopes.includes(scope) ?? false}
              />
            ))}
          </div>
          {refused?.errors.scopes && <p className="text-meta text-red">Choose at least one.</p>}
        </fieldset>
        <div>
          <SubmitButton kind="primary" pending={pending} pendingLabel="Making the key…">
            Make the key
          </SubmitButton>
        </div>
      </form>
    </div>
  );
}
