import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

const box =
  "flex w-full min-w-0 items-center gap-2 rounded-control border border-control bg-surface focus-within:border-accent focus-within:ring-1 focus-within:ring-accent has-aria-invalid:border-red has-aria-invalid:focus-within:ring-red has-disabled:border-line has-disabled:bg-sunken";
const bare =
  "w-full min-w-0 bg-transparent outline-none disabled:text-ink-3 [&::-webkit-search-cancel-button]:appearance-none";

type InputProps = Omit<ComponentProps<"input">, "size" | "prefix"> & {
  /** Before the text: a unit such as CNY, or an icon. */
  lead?: ReactNode;
  /** Behind the text: a unit such as %, or a button. */
  trail?: ReactNode;
  size?: "medium" | "small";
};

/** A text field of 36 pixels (small: 32). Focus is a two-pixel edge. */
export function Input({ lead, trail, size = "medium", className, ...rest }: InputProps) {
  return (
    <span
      className={cn(
        box,
        "px-2.5 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-3",
        size === "small" ? "h-8" : "h-9",
        className,
      )}
    >
      {lead !== undefined && <span className="flex shrink-0 items-center text-ink-3">{lead}</span>}
      <input className={bare} {...rest} />
      {trail !== undefined && <span className="flex shrink-0 items-center text-ink-3">{trail}</span>}
    </span>
  );
}

/** Several lines; grows with its text where the browser can. */
export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return (
    <span className={cn(box, className)}>
      <textarea className={cn(bare, "field-sizing-content min-h-14 resize-y px-2.5 py-2")} {...rest} />
    </span>
  );
}
