import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";

const button = cva(
  "print:hidden inline-flex shrink-0 items-center justify-center gap-1.5 rounded-control font-medium whitespace-nowrap transition-colors select-none disabled:pointer-events-none aria-disabled:pointer-events-none [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      kind: {
        default:
          "border border-line-strong bg-surface text-ink hover:bg-hover disabled:border-line disabled:text-ink-3 aria-disabled:border-line aria-disabled:text-ink-3 [&_svg]:text-ink-3",
        primary: "bg-accent text-on-accent hover:bg-accent-hover disabled:opacity-60",
        quiet: "text-ink-2 hover:bg-sunken disabled:text-ink-3 [&_svg]:text-ink-3",
        pause:
          "bg-pause-bg font-semibold text-pause-ink hover:opacity-90 disabled:opacity-80 [&_svg]:size-3.5",
        harm: "border border-red-line bg-surface text-red hover:bg-red-soft disabled:opacity-60",
      },
      size: {
        small: "h-7 px-2.5 text-meta",
        medium: "h-8 px-3 text-body",
        large: "h-9 px-4 text-lead",
        tall: "h-10 px-4 text-lead font-semibold",
        icon: "size-8 text-body",
      },
    },
    compoundVariants: [
      { kind: "quiet", size: "small", class: "px-1.5" },
      { kind: "quiet", size: "medium", class: "px-2" },
    ],
    defaultVariants: { kind: "default", size: "medium" },
  },
);

export type ButtonLook = VariantProps<typeof button>;
type Props = ComponentProps<"button"> & ButtonLook & { asChild?: boolean };

/** A button, or with `asChild` a link that looks like one. One `primary` a page. */
export function Button({ kind, size, asChild = false, className, type = "button", ...rest }: Props) {
  const look = cn(button({ kind, size }), className);
  if (asChild) return <Slot.Root className={look} {...rest} />;
  return <button type={type} className={look} {...rest} />;
}
