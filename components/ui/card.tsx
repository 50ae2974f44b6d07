import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

/** A surface with a line around it. */
export function Card({ className, ...rest }: ComponentProps<"section">) {
  return (
    <section className={cn("min-w-0 rounded-card border border-line bg-surface", className)} {...rest} />
  );
}

type HeadProps = { title: ReactNode; hint?: ReactNode; id?: string; children?: ReactNode };

/** The card's first row: its title (a heading of the second order), a word beside it, actions at the right. */
export function CardHead({ title, hint, id, children }: HeadProps) {
  return (
    <header className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-4 pt-3 pb-2">
      <h2 id={id} className="text-section font-semibold">
        {title}
      </h2>
      {hint !== undefined && <span className="text-meta text-ink-3">{hint}</span>}
      {children !== undefined && <div className="ml-auto flex flex-wrap items-center gap-2">{children}</div>}
    </header>
  );
}

export function CardBody({ className, ...rest }: ComponentProps<"div">) {
  return <div className={cn("px-4 pb-4", className)} {...rest} />;
}
