import type { ReactNode } from "react";

/** One of the four short sections: number, word, fields. */
export function FormSection({
  number,
  title,
  children,
}: {
  number: number;
  title: string;
  children: ReactNode;
}) {
  return (
    <fieldset className="grid min-w-0 gap-3 border-b border-line px-4 pt-4 pb-5 last:border-b-0 sm:px-5">
      <legend className="float-left flex w-full items-center gap-2 text-section font-semibold">
        <span
          aria-hidden
          className="grid size-5 place-items-center rounded-full bg-sunken text-meta font-semibold text-ink-2"
        >
          {number}
        </span>
        {title}
      </legend>
      {children}
    </fieldset>
  );
}

/** A field that may no longer change: its words, and why. */
export function FixedField({ label, value, why }: { label: string; value: ReactNode; why: string }) {
  return (
    <div className="grid min-w-0 content-start gap-1">
      <span className="text-meta font-medium text-ink-2">{label}</span>
      <span className="flex min-h-9 items-center wrap-anywhere">{value}</span>
      <span className="text-meta text-ink-3">{why}</span>
    </div>
  );
}
