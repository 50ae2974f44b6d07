import { ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./cn";

/** Two to four figures side by side; on narrow screens two by two, then one below another. */
export function FigureStrip({ children }: { children: ReactNode }) {
  return (
    <div className="grid gap-px overflow-hidden rounded-card border border-line bg-line sm:grid-cols-2 lg:auto-cols-fr lg:grid-flow-col lg:grid-cols-none print:auto-cols-fr print:grid-flow-col print:grid-cols-none">
      {children}
    </div>
  );
}

type FigureProps = {
  label: string;
  /** The figure itself, 28/32. */
  value: ReactNode;
  /** Behind it in small: the unit, the whole. */
  unit?: ReactNode;
  /** The report behind it; the whole cell is the link. */
  href?: string;
  /** A burn bar between figure and words. */
  meter?: ReactNode;
  /** The change in words and one line of context. */
  children?: ReactNode;
};

/** One figure: label, value, and what it means in words. */
export function Figure({ label, value, unit, href, meter, children }: FigureProps) {
  const inside = (
    <>
      <span className="flex items-center justify-between font-medium text-ink-2">
        {label}
        {href && <ChevronRight aria-hidden strokeWidth={1.5} className="size-4 text-ink-3" />}
      </span>
      <span className="mt-1 flex flex-wrap items-baseline gap-x-1.5 text-figure font-medium">
        {value}
        {unit !== undefined && (
          <small className="text-body font-normal tracking-normal text-ink-3">{unit}</small>
        )}
      </span>
      {meter !== undefined && <span className="mt-2 block">{meter}</span>}
      {children !== undefined && (
        <span className="mt-1 block text-meta text-pretty text-ink-2 [&_b]:font-semibold [&_b]:text-ink">
          {children}
        </span>
      )}
    </>
  );
  const cell = "block min-h-29 min-w-0 bg-surface px-4 py-3";
  if (!href) return <div className={cell}>{inside}</div>;
  return (
    <Link href={href} className={cn(cell, "hover:bg-hover focus-visible:-outline-offset-2")}>
      {inside}
    </Link>
  );
}
