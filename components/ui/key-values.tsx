import type { ReactNode } from "react";
import { cn } from "./cn";

type Row = { label: ReactNode; value: ReactNode; strong?: boolean };

/** Names at the left, their values at the right, a line between rows. */
export function KeyValues({ rows, className }: { rows: Row[]; className?: string }) {
  return (
    <dl className={className}>
      {rows.map(({ label, value, strong }, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name and keep their order
          key={index}
          className="flex flex-wrap justify-between gap-x-4 border-b border-line py-1.5 last:border-b-0"
        >
          <dt className={cn("text-ink-2", strong && "font-semibold text-ink")}>{label}</dt>
          <dd className={cn("min-w-0 font-medium wrap-anywhere", strong && "font-semibold")}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
