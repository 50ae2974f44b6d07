"use client";

import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FocusHere } from "@/components/ui/focus-here";
import { Note } from "@/components/ui/note";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { rotateKeyAction } from "@/lib/members/actions";
import { NewKey } from "./new-key";

/** A new secret in the old one's place: first for how long both hold, then the secret, this one time. */
export function RotateKey({ id, name, campaign }: { id: string; name: string; campaign: string }) {
  const { state, pending, form } = useFormAction(rotateKeyAction, null);
  const refused = state && !state.ok ? state : null;
  return (
    <div className="grid gap-3 border-t border-line p-4">
      {state?.ok ? (
        <NewKey created={state.key} address={state.address} campaign={campaign} />
      ) : (
        <FocusHere className="grid gap-3">
          <h3 className="text-title font-semibold">Rotate {name}?</h3>
          <p className="max-w-160 text-ink-2">
            It gets a new secret at once. The present one stays valid for the time you choose, so that
            whatever uses it can be changed without a gap; its name, rights and public id stay.
          </p>
          <form {...form} className="grid gap-3" noValidate>
            <input type="hidden" name="id" value={id} />
            {refused && (
              <Note look="red" alert>
                {refused.detail}
              </Note>
            )}
            <Field
              label="The present secret holds for"
              error={refused?.errors.overlapHours}
              className="max-w-60"
            >
              {(control) => (
                <Select {...control} name="overlapHours" defaultValue={refused?.values.overlapHours ?? "24"}>
                  <option value="0">No longer: it leaked</option>
                  <option value="1">An hour</option>
                  <option value="24">A day</option>
                  <option value="168">Seven days</option>
                  <option value="720">Thirty days</option>
                </Select>
              )}
            </Field>
            <div className="flex flex-wrap gap-2">
              <SubmitButton kind="primary" size="large" pending={pending} pendingLabel="Rotating…">
                Rotate it now
              </SubmitButton>
              <Button size="large" asChild>
                <Link href="/settings#keys" scroll={false}>
                  Leave it
                </Link>
              </Button>
            </div>
          </form>
        </FocusHere>
      )}
    </div>
  );
}
