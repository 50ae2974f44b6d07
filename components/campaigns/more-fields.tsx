import type { ReactNode } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { FormFields } from "./form-fields";

/**
 * What most campaigns need not say: closed until somebody opens it, open when something in it is said or wrong. A native
 * disclosure, so it works by keyboard and without JavaScript.
 */
export function MoreFields({
  label,
  fields,
  names,
  children,
}: {
  label: string;
  fields: FormFields;
  /** The controls within. */
  names: readonly string[];
  children: ReactNode;
}) {
  const isSaid = names.some((name) => fields.value(name) !== "" || fields.error(name) !== undefined);
  return (
    <details open={isSaid} className="min-w-0">
      <summary className="w-fit cursor-pointer rounded-control text-meta font-medium text-ink-2 hover:text-ink">
        {label}
      </summary>
      <div className="mt-3 grid gap-3 sm:grid-cols-3">{children}</div>
    </details>
  );
}

/** One line of text or a number under its label. */
export function LineField({
  fields,
  name,
  label,
  hint,
  numeric = false,
  mono = false,
  lead,
}: {
  fields: FormFields;
  name: string;
  label: string;
  hint?: string;
  numeric?: boolean;
  mono?: boolean;
  lead?: string;
}) {
  return (
    <Field label={label} hint={hint} error={fields.error(name)}>
      {(control) => (
        <Input
          {...control}
          name={name}
          inputMode={numeric ? "numeric" : undefined}
          autoComplete="off"
          className={mono ? "font-mono" : undefined}
          lead={lead || undefined}
          defaultValue={fields.value(name)}
        />
      )}
    </Field>
  );
}
