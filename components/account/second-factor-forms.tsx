"use client";

import type { ReactNode } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import { FocusHere } from "@/components/ui/focus-here";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextLink } from "@/components/ui/text-link";
import { useFormAction } from "@/components/ui/use-form-action";
import type { CodesFormState } from "@/lib/members";
import {
  confirmSecondFactorAction,
  removeSecondFactorAction,
  renewRecoveryCodesAction,
} from "@/lib/members/account/actions";

function RecoveryCodes({ codes }: { codes: string[] }) {
  return (
    <FocusHere className="rounded-control">
      <Note look="amber">
        <p>
          <b className="font-semibold">Keep these recovery codes.</b> Each lets you in once without the app;
          they are not shown again.
        </p>
        <ul aria-label="Recovery codes" className="my-2 grid gap-1 font-mono text-ink sm:grid-cols-2">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <p className="flex flex-wrap items-center gap-2">
          <CopyButton text={codes.join("\n")} label="Copy the codes" />
          <TextLink href="/settings/account#second-factor">I have kept them</TextLink>
        </p>
      </Note>
    </FocusHere>
  );
}

function CodeField({ label, hint, error }: { label: string; hint: ReactNode; error: string | undefined }) {
  return (
    <Field label={label} hint={hint} error={error} className="max-w-80">
      {(control) => <Input {...control} name="code" autoComplete="one-time-code" maxLength={40} />}
    </Field>
  );
}

function CodesForm({
  action,
  label,
  hint,
  pendingLabel,
  before,
  done = null,
  children,
}: {
  action: (previous: CodesFormState, form: FormData) => Promise<CodesFormState>;
  /** Stands above the form until it has worked. */
  before?: ReactNode;
  /** Stands in the form's place when there is nothing more to do. */
  done?: ReactNode;
  label: string;
  hint: string;
  pendingLabel: string;
  children: ReactNode;
}) {
  const { state, pending, form } = useFormAction(action, null);
  if (state?.ok) return <RecoveryCodes codes={state.codes} />;
  if (done) return done;
  return (
    <form {...form} className="grid gap-3" noValidate>
      {before}
      {state && (
        <Note look="red" alert>
          {state.detail}
        </Note>
      )}
      <CodeField label={label} hint={hint} error={state?.errors.code} />
      <div>
        <SubmitButton pending={pending} pendingLabel={pendingLabel}>
          {children}
        </SubmitButton>
      </div>
    </form>
  );
}

/** The first code of the app puts the factor in force. */
export function ConfirmForm({ isOn, children }: { isOn: boolean; children: ReactNode }) {
  return (
    <CodesForm
      before={children}
      done={
        isOn && (
          <p className="text-ink-2">
            Your second factor is on. <TextLink href="/settings/account#second-factor">Show it</TextLink>
          </p>
        )
      }
      action={confirmSecondFactorAction}
      label="Code"
      hint="The six digits that the app shows now"
      pendingLabel="Turning it on…"
    >
      Turn the second factor on
    </CodesForm>
  );
}

export function RenewCodesForm() {
  return (
    <CodesForm
      action={renewRecoveryCodesAction}
      label="Code for new recovery codes"
      hint="A code of the app that you have not used yet"
      pendingLabel="Making them…"
    >
      Make new recovery codes
    </CodesForm>
  );
}

export function RemoveForm() {
  const { state, pending, form } = useFormAction(removeSecondFactorAction, null);
  const refused = state && !state.ok ? state : null;
  return (
    <form {...form} className="grid gap-3" noValidate>
      {refused && (
        <Note look="red" alert>
          {refused.detail}
        </Note>
      )}
      <CodeField
        label="Code to turn it off"
        hint="A code of the app that you have not used yet, or a recovery code"
        error={refused?.errors.code}
      />
      <div>
        <SubmitButton kind="harm" pending={pending} pendingLabel="Turning it off…">
          Turn the second factor off
        </SubmitButton>
      </div>
    </form>
  );
}
