import type { ComponentProps } from "react";
import { cn } from "./cn";

type TableProps = ComponentProps<"table"> & {
  /** Names the table and the strip that scrolls it. */
  label: string;
  /** Rows of 32 pixels (plain) or 48. */
  rows?: "plain" | "tall";
};

/** On narrow screens the table scrolls sideways in a strip that takes the focus, never the page. */
export function Table({ label, rows = "tall", className, ...rest }: TableProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section with a label is a region; this one must also take the focus
    <div
      role="region"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="relative min-w-0 overflow-x-auto print:overflow-visible first:rounded-t-card last:rounded-b-card focus-visible:-outline-offset-2"
    >
      <table
        data-rows={rows}
        aria-label={label}
        className={cn(
          "group w-full border-collapse [&_tr>:first-child]:pl-4 [&_tr>:last-child]:pr-4",
          className,
        )}
        {...rest}
      />
    </div>
  );
}

type CellProps = ComponentProps<"td"> & { numeric?: boolean };

export function Th({ numeric, className, ...rest }: ComponentProps<"th"> & { numeric?: boolean }) {
  return (
    <th
      scope="col"
      className={cn(
        "sticky top-0 print:static h-8 border-b border-line bg-surface px-3 text-left text-meta font-medium whitespace-nowrap text-ink-3",
        numeric && "text-right",
        className,
      )}
      {...rest}
    />
  );
}

export function Tr({ className, ...rest }: ComponentProps<"tr">) {
  return (
    <tr
      className={cn(
        "border-b border-line last:border-b-0 hover:bg-hover group-data-[rows=plain]:h-8 group-data-[rows=tall]:h-12",
        className,
      )}
      {...rest}
    />
  );
}

export function Td({ numeric, className, ...rest }: CellProps) {
  return (
    <td
      className={cn(
        "px-3 py-1.5 align-middle group-data-[rows=plain]:py-1",
        numeric && "text-right whitespace-nowrap",
        className,
      )}
      {...rest}
    />
  );
}
