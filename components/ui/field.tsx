import { type ReactNode, useId } from "react";
import { cn } from "./cn";

/** What a control inside a field needs: its id, its description, whether it is wrong. Spread it on the control. */
export type FieldControl = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
};

type Props = {
  label: ReactNode;
  hint?: ReactNode;
  /** A sentence about what is wrong; stands where the hint stood, in words and colour. */
  error?: string | undefined;
  className?: string | undefined;
  children: (control: FieldControl) => ReactNode;
};

/** First letter large, one full stop: the schemas' words as a sentence of their own. */
export function toSentence(words: string): string {
  const text = words.trim();
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?…]$/.test(text) ? "" : "."}`;
}

/** Label, control and below it the hint or the error, wired for screen readers. */
export function Field({ label, hint, error, className, children }: Props) {
  const id = useId();
  const below = error ? `${id}-error` : hint ? `${id}-hint` : undefined;
  return (
    <div className={cn("grid min-w-0 content-start gap-1", className)}>
      <label htmlFor={id} className="text-meta font-medium text-ink-2">
        {label}
      </label>
      {children({ id, "aria-describedby": below, "aria-invalid": error ? true : undefined })}
      <FieldNote id={below} hint={hint} error={error} />
    </div>
  );
}

/** The line below a control. */
export function FieldNote({
  id,
  hint,
  error,
}: {
  id?: string | undefined;
  hint?: ReactNode;
  error?: string | undefined;
}) {
  if (error) {
    return (
      <p id={id} className="text-meta text-red">
        {toSentence(error)}
      </p>
    );
  }
  if (!hint) return null;
  return (
    <p id={id} className="text-meta text-ink-3">
      {hint}
    </p>
  );
}
