import type { ReactNode } from "react";

type Item = {
  label: string;
  value: string;
  /** A CSS colour: the series' key. */
  colour?: string;
  /** Drawn as what is compared with. */
  compared?: boolean;
};

/** Legend and values in one, following the crosshair; it covers nothing and is read out politely. */
export function ReadingLine({
  title,
  items,
  children,
}: {
  title: string;
  items: Item[];
  children?: ReactNode;
}) {
  return (
    <p
      aria-live="polite"
      aria-atomic
      className="relative z-10 flex min-h-5 flex-wrap items-baseline gap-x-4 gap-y-1 text-meta text-ink-2"
    >
      <b data-png="box" className="min-w-33 bg-surface text-body font-semibold text-ink">
        {title}
      </b>
      {items.map(({ label, value, colour, compared }) => (
        <span key={label} data-png="box" className="inline-flex items-baseline gap-1.5 bg-surface">
          {colour && (
            <i
              aria-hidden
              data-png="box"
              className="size-2.5 translate-y-px self-center rounded-[3px]"
              style={{ background: colour }}
            />
          )}
          {compared && <i aria-hidden className="w-4 self-center border-t-2 border-dotted border-compare" />}
          {label} <b className="font-semibold text-ink">{value}</b>
        </span>
      ))}
      {children && (
        <span data-png="box" className="bg-surface">
          {children}
        </span>
      )}
    </p>
  );
}
