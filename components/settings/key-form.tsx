"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { scopes } from "@/lib/auth";
import { scopeWords } from "@/lib/members";
import { createKeyAction } from "@/lib/members/actions";
import { NewKey } from "./new-key";

/** A new API key; the answer shows it once. */
export function KeyForm({ campaign }: { campaign: string }) {
  const { state, pending, form } = useFormAction(createKeyAction, null);
  const refused = state && !state.ok ? state : null;
  return (
    <div className="grid gap-3">
      {state?.ok && <NewKey created={state.key} address={state.address} campaign={campaign} />}
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
        <Field label="Ends" error={refused?.errors.expiresAt} className="max-w-60">
          {(control) => (
            <Select {...control} name="expiresInDays" defaultValue={refused?.values.expiresInDays ?? "0"}>
              <option value="0">Never by itself</option>
              <option value="7">In 7 days</option>
              <option value="30">In 30 days</option>
              <option value="90">In 90 days</option>
              <option value="365">In a year</option>
            </Select>
          )}
        </Field>
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
